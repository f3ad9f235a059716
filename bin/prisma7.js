#!/usr/bin/env node
import module from 'node:module';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19) || (major === 22 && minor < 12)) {
  process.stderr.write(`prisma-interlock needs Node 20.19, 22.12 or 24; this is ${process.versions.node}.\n`);
  process.exit(70);
}
module.enableCompileCache?.();
const { run } = await import('../dist/shim.js');
await run('prisma7');
