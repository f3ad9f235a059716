#!/usr/bin/env node
import module from 'node:module';
import needNode from './node-floor.cjs';

needNode();
module.enableCompileCache?.();
const { main } = await import('../dist/interlock.js');
process.exitCode = await main();
