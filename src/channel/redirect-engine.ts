import path from 'node:path';
import type { Host } from '../host.ts';
import { isGate, isProbe } from './own-program.ts';
import { engineVariable } from './variables.ts';

export type Child = import('node:child_process').ChildProcess;
export type Spawn = (program: string, words: readonly string[], options: SpawnOptions) => Child;
export type SpawnOptions = import('node:child_process').SpawnOptions;

/** What a process has of its own for each start of the gate. */
export interface Around {
  /** Told of it before it happens; gives the options to start it with. */
  report(words: readonly string[], options: SpawnOptions): SpawnOptions;
  /** Starts the engine behind a gate in this process. Undefined where the gate's own program is needed. */
  within?(spawn: Spawn, words: readonly string[], options: SpawnOptions): Child | undefined;
}

const done = Symbol.for('prisma-interlock.redirected');
const memory = globalThis as { [done]?: boolean };

/**
 * From here on every schema engine that this process starts is started by the gate. The variable alone does not last: a
 * config file may load a `.env` over it, or take it away. `gate`: what Prisma is to start. Once in a process is enough.
 */
export function redirectEngine(host: Host, gate: string, around?: Around): void {
  if (memory[done]) return;
  memory[done] = true;
  const childProcess = host.childProcess();
  const spawn = childProcess.spawn as Spawn;
  const startGate = (words: readonly string[], options: SpawnOptions) => {
    const reported = around?.report(words, options) ?? options;
    const child = around?.within?.(spawn, words, reported);
    if (child) return child;
    // Where a script cannot be started as a program, Node starts it.
    return host.platform === 'win32' ? spawn(host.node, [gate, ...words], reported) : spawn(gate, words, reported);
  };
  const start: Spawn = (program, words, options) => {
    if (program === gate) return startGate(words, options);
    if (!isEngine(host, program)) return spawn(program, words, options);
    const own = path.resolve(host.cwd, program);
    const env = { ...(options.env ?? host.env), [engineVariable]: gate, PRISMA_INTERLOCK_ENGINE: own };
    return startGate(words, { ...options, env });
  };
  childProcess.spawn = start as typeof childProcess.spawn;
}

/**
 * Named by whoever loaded a variable after us, or by the name that Prisma gives to those that it installs. The gate of another
 * copy of us is no engine.
 */
function isEngine(host: Host, program: string): boolean {
  const isNamed = program === host.env[engineVariable] || /^schema-engine-/.test(path.basename(program));
  return isNamed && !isGate(host, program) && !isProbe(host, program);
}
