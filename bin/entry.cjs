// For the line that `prisma-interlock link` writes into the real Prisma's own file. Gives something true where that file
// must not go on. `cli`: its `module`, or its `import.meta`, which is to be awaited.
const needNode = require('./node-floor.cjs');

module.exports = function enter(cli) {
  needNode();
  require('./compile-cache.cjs')();
  const isMain = cli.url !== undefined || require.main === cli;
  try {
    return require('../dist/entry.cjs').enter(cli.filename, isMain);
  } catch (error) {
    process.stderr.write(
      `prisma-interlock[internal]: It cannot be loaded (${error.code ?? error.name}), so Prisma was not started.\n`,
    );
    process.exit(70);
  }
};
