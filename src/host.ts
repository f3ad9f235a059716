/**
 * The only reader of the process, the file system, the clock and the terminal.
 * Steps get a `Host` handed in, so that a test can stand at this edge.
 */
import fs from 'node:fs';
import os from 'node:os';

export interface Host {
  /** The words after the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  readonly pid: number;
  /** Absolute path of the running Node. */
  readonly node: string;
  readonly fs: typeof fs;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  now(): Date;
  /** Answers these signals in place of Node until the function that it returns is called. */
  onSignals(signals: readonly NodeJS.Signals[], listener: (signal: NodeJS.Signals) => void): () => void;
  hostname(): string;
  /** Whether a process of that id runs on this machine, whoever owns it. */
  isAlive(pid: number): boolean;
  /** Loaded at the first call: the fast path never pays for it. */
  childProcess(): typeof import('node:child_process');
  module(): typeof import('node:module');
  execa(): Promise<typeof import('execa')>;
}

export function createHost(): Host {
  return {
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    platform: process.platform,
    pid: process.pid,
    node: process.execPath,
    fs,
    // Getters: merely touching process.stdin opens it, and the in-process hand-off must leave it alone.
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      return process.stdout;
    },
    get stderr() {
      return process.stderr;
    },
    now: () => new Date(),
    onSignals(signals, listener) {
      for (const signal of signals) process.on(signal, listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
      };
    },
    hostname: () => os.hostname(),
    isAlive,
    childProcess: () => process.getBuiltinModule('node:child_process'),
    module: () => process.getBuiltinModule('node:module'),
    execa: () => import('execa'),
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
