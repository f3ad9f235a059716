#!/usr/bin/env node
import module from 'node:module';
import needNode from './node-floor.cjs';

needNode();
module.enableCompileCache?.();
const { main } = await import('../dist/interlock.js').catch((error) => {
  const why = error.code ?? error.name;
  process.stderr.write(`prisma-interlock[internal]: It cannot be loaded (${why}), so nothing was done.\n`);
  process.exit(70);
});
process.exitCode = await main();
