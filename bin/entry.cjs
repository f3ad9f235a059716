// For the line that `prisma-interlock link` writes into the real Prisma's own file. Gives something true where that file
// must not go on. `cli`: its `module`, or its `import.meta`, which is to be awaited.
const [major, minor] = process.versions.node.split('.').map(Number);

module.exports = function enter(cli) {
  if (major < 20 || (major === 20 && minor < 19) || (major === 22 && minor < 12)) {
    process.stderr.write(`prisma-interlock needs Node 20.19, 22.12 or 24; this is ${process.versions.node}.\n`);
    process.exit(70);
  }
  require('node:module').enableCompileCache?.();
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
