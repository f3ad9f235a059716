// Where a script cannot be started as a program (Windows, folders without the executable bit), Node starts it.
const childProcess = require('node:child_process');

const engine = process.env.PRISMA_SCHEMA_ENGINE_BINARY;
const { spawn } = childProcess;
childProcess.spawn = (program, words, options) =>
  program === engine ? spawn(process.execPath, [program, ...words], options) : spawn(program, words, options);
