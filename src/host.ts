/**
 * The only reader of the process, the file system, the clock and the terminal.
 * Steps get a `Host` handed in, so that a test can stand at this edge.
 */
import fs from 'node:fs';

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
    childProcess: () => process.getBuiltinModule('node:child_process'),
    module: () => process.getBuiltinModule('node:module'),
    execa: () => import('execa'),
  };
}
