import path from 'node:path';
import type { Host } from '../host.ts';
import { isGate } from './own-program.ts';
import { engineVariable } from './variables.ts';

type SpawnOptions = import('node:child_process').SpawnOptions;
type Child = import('node:child_process').ChildProcess;
type Spawn = (program: string, words: readonly string[], options: SpawnOptions) => Child;

/**
 * From here on every schema engine that this process starts is started by the gate. The variable alone does not last: a
 * config file may load a `.env` over it, or take it away. `gate`: what Prisma is to start.
 */
export function redirectEngine(host: Host, gate: string): void {
  const childProcess = host.childProcess();
  const spawn = childProcess.spawn as Spawn;
  const startGate: Spawn = (_, words, options) =>
    // Where a script cannot be started as a program, Node starts it.
    host.platform === 'win32' ? spawn(host.node, [gate, ...words], options) : spawn(gate, words, options);
  const start: Spawn = (program, words, options) => {
    if (program === gate) return startGate(program, words, options);
    if (!isEngine(host, program)) return spawn(program, words, options);
    const own = path.resolve(host.cwd, program);
    const env = { ...(options.env ?? host.env), [engineVariable]: gate, PRISMA_INTERLOCK_ENGINE: own };
    return startGate(program, words, { ...options, env });
  };
  childProcess.spawn = start as typeof childProcess.spawn;
}

/**
 * Named by whoever loaded a variable after us, or by the name that Prisma gives to those that it installs. The gate of another
 * copy of us is no engine.
 */
function isEngine(host: Host, program: string): boolean {
  const isNamed = program === host.env[engineVariable] || /^schema-engine-/.test(path.basename(program));
  return isNamed && !isGate(host, program);
}
