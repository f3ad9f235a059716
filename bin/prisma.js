#!/usr/bin/env node
import module from 'node:module';
import needNode from './node-floor.cjs';

needNode();
module.enableCompileCache?.();
const { run } = await import('../dist/shim.js').catch((error) => {
  const why = error.code ?? error.name;
  process.stderr.write(`prisma-interlock[internal]: It cannot be loaded (${why}), so Prisma was not started.\n`);
  process.exit(70);
});
await run('prisma');
