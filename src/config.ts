/**
 * The config line: `import 'prisma-interlock/config'` in prisma.config.*, which the CLI of Prisma 6 and 7 loads before it
 * does anything else, whoever started it and by whatever path. It names the gate as the schema engine of this process.
 */
import { signCanary } from './canary.ts';
import { gateProgram, shippedProgram } from './handoff/gate.ts';
import { createHost, type Host } from './host.ts';
import { engineVariable, gateVariables } from './variables.ts';

/** First words after which the CLI starts no engine, or tells where its engine is. No other word is looked at. */
const silent = ['--version', '-v', 'version', '--help', '-h', 'validate', 'format', 'generate'];

standGuard(createHost());

/** The same as the bare import, for those who like to see it: `export default withInterlock(defineConfig({ … }))`. */
export function withInterlock<T>(config: T): T {
  return config;
}

function standGuard(host: Host): void {
  signCanary(host, 'config');
  if (silent.includes(host.argv[0] ?? '')) return;
  const gate = gateProgram(host);
  // The program with which the shim asks which database this is: it reaches none.
  if (host.env[engineVariable] === shippedProgram(host, 'probe-engine.js')) return;
  host.setVariables(gateVariables(host, host.script, gate));
  startByNode(host, gate);
}

/** Where a script cannot be started as a program, Node starts it. */
function startByNode(host: Host, gate: string): void {
  if (host.platform !== 'win32') return;
  const childProcess = host.childProcess();
  const { spawn } = childProcess;
  const start = (program: string, words: readonly string[], options: object) =>
    program === gate ? spawn(host.node, [program, ...words], options) : spawn(program, words, options);
  childProcess.spawn = start as typeof spawn;
}
