#!/usr/bin/env node
import enableCompileCache from './compile-cache.cjs';
import needNode from './node-floor.cjs';

needNode();
enableCompileCache();
const { main } = await import('../dist/interlock.js').catch((error) => {
  const why = error.code ?? error.name;
  process.stderr.write(`prisma-interlock[internal]: It cannot be loaded (${why}), so nothing was done.\n`);
  process.exit(70);
});
process.exitCode = await main();
