#!/usr/bin/env node
require('./node-floor.cjs')('\n');
// CommonJS, because it starts some milliseconds sooner: Prisma starts its engine in every command.
require('node:module').enableCompileCache?.();
require('../dist/gate.cjs').runGate();
