// What the programs that stand before Prisma's have in common. CommonJS, because it starts some milliseconds sooner.
const needNode = require('./node-floor.cjs');

/** `program`: whose place it takes: `prisma`, `prisma7`, `dropdb`. */
module.exports = function start(program) {
  needNode();
  require('./compile-cache.cjs')();
  let shim;
  try {
    shim = require('../dist/shim.cjs');
  } catch (error) {
    const what = program === 'dropdb' ? 'dropdb' : 'Prisma';
    const why = error.code ?? error.name;
    process.stderr.write(`prisma-interlock[internal]: It cannot be loaded (${why}), so ${what} was not started.\n`);
    process.exit(70);
  }
  return shim.run(program);
};
