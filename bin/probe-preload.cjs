// Whatever schema engine the asked CLI starts is the probe, started by Node: a config file may load a `.env` over the variable
// that names it, and where a script cannot be started as a program (Windows, folders without the executable bit) Node can.
const childProcess = require('node:child_process');
const path = require('node:path');

const probe = process.env.PRISMA_SCHEMA_ENGINE_BINARY;
const { spawn } = childProcess;
const isEngine = (program) =>
  program === probe ||
  program === process.env.PRISMA_SCHEMA_ENGINE_BINARY ||
  /^schema-engine/.test(path.basename(String(program)));
childProcess.spawn = (program, words, options) =>
  isEngine(program) ? spawn(process.execPath, [probe, ...words], options) : spawn(program, words, options);
