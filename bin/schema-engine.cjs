#!/usr/bin/env node
require('./node-floor.cjs')('\n');
// CommonJS, because it starts some milliseconds sooner: Prisma starts its engine in every command.
require('./compile-cache.cjs')();
try {
  require('../dist/gate.cjs').runGate();
} catch (error) {
  const why = error.code ?? error.name;
  process.stderr.write(`\nprisma-interlock[internal]: It cannot be loaded (${why}), so nothing was asked.\n`);
  process.exit(70);
}
