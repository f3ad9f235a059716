#!/usr/bin/env node
import module from 'node:module';
import needNode from './node-floor.cjs';

needNode();
module.enableCompileCache?.();
const { run } = await import('../dist/shim.js');
await run('dropdb');
