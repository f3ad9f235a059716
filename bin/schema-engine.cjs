#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19) || (major === 22 && minor < 12)) {
  process.stderr.write(`\nprisma-interlock needs Node 20.19, 22.12 or 24; this is ${process.versions.node}.\n`);
  process.exit(70);
}
// CommonJS, because it starts some milliseconds sooner: Prisma starts its engine in every command.
require('node:module').enableCompileCache?.();
require('../dist/gate.cjs').runGate();
