/**
 * The only reader of the process, the file system, the clock and the terminal.
 * Steps get a `Host` handed in, so that a test can stand at this edge.
 */
import fs from 'node:fs';
import type { Socket } from 'node:net';
import os from 'node:os';
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InterlockError } from './errors/interlock-error.ts';

/** What `fs.promises.open` gives. */
export type FileHandle = fs.promises.FileHandle;

export interface Host {
  /** The words after the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Throws `internal` where it has been removed. */
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  readonly pid: number;
  /** Of the process that started this one, as long as that lives. */
  readonly parentPid: number;
  /** Absolute path of the running Node. */
  readonly node: string;
  /** Node's own options, in front of the program's name. */
  readonly execArgv: readonly string[];
  /** `20.19.0`. */
  readonly nodeVersion: string;
  /** As the runner named us, links not resolved: `…/node_modules/.bin/prisma`. */
  readonly script: string | undefined;
  /** Absolute path of our own package, links resolved. */
  readonly packageFolder: string;
  readonly fs: typeof fs;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Whether a file descriptor is a terminal, without opening a stream on it. */
  isTerminal(descriptor: 0 | 1 | 2): boolean;
  /** Of prisma-interlock. */
  version(): string;
  now(): Date;
  /** What the program that is loaded next finds in `process.argv`. */
  becomeProgram(argv: readonly string[]): void;
  /** Of this process and those that it starts. Undefined removes one. */
  setVariables(variables: Readonly<Record<string, string | undefined>>): void;
  exit(code: number): never;
  /** To be called before this process ends by itself: without it Node would abort where its terminal has been closed. */
  leaveLostTerminals(): void;
  /** Ends this process by a signal, as if nobody had listened for it. Throws what `process.kill` throws. */
  dieOf(signal: NodeJS.Signals): void;
  /** Answers these signals in place of Node until the function that it returns is called. */
  onSignals(signals: readonly NodeJS.Signals[], listener: (signal: NodeJS.Signals) => void): () => void;
  /** Told of what nobody caught, in place of Node, which would print a stack trace. */
  onCrash(listener: (error: unknown) => void): void;
  /** Stops this process and all others of its group, as Ctrl-Z at a terminal does, until they are continued. */
  suspend(): void;
  hostname(): string;
  /** Of the person whom this process runs as, from the password database and not from a variable. Undefined where there is none. */
  homeFolder(): string | undefined;
  /** Of a host's name; an address is its own. Rejects where nobody knows it. */
  addressesOf(name: string): Promise<string[]>;
  /** Of this machine's own network cards. */
  ownAddresses(): string[];
  /** The system's folder for temporary files, links resolved. */
  temporaryFolder(): string;
  /** The terminal that this process belongs to, whatever its own streams are. Undefined where there is none. */
  openTerminal(): { readonly stdin: NodeJS.ReadStream; readonly stderr: NodeJS.WriteStream } | undefined;
  /** One end of a pipe that this process was started with. */
  openPipe(descriptor: number, way: 'read' | 'write' | 'both'): Socket;
  /** Whether a process of that id runs on this machine, whoever owns it. */
  isAlive(pid: number): boolean;
  /** Kills a child that was started as the leader of a group, and what it started; one that is gone already is no error. */
  killGroup(pid: number): void;
  /** Loaded at the first call: the fast path never pays for it. */
  childProcess(): typeof import('node:child_process');
  module(): typeof import('node:module');
  workerThreads(): typeof import('node:worker_threads');
  execa(): Promise<typeof import('execa')>;
  /** Runs what ends at once while this process has no variables of such names. */
  withoutVariables<Value>(names: RegExp, run: () => Value): Value;
  /** A package that is not part of our bundle, by `require`: that is how Yarn's Plug'n'Play finds it as well. */
  require(name: 'pg' | 'mysql2/promise' | 'libsql' | 'libpg-query'): unknown;
  /** `node:sqlite`, quietly; undefined where this Node has none (before 22.13). */
  sqlite(): unknown;
}

export function createHost(): Host {
  return {
    argv: process.argv.slice(2),
    env: process.env,
    get cwd() {
      return workingFolder();
    },
    platform: process.platform,
    pid: process.pid,
    parentPid: process.ppid,
    node: process.execPath,
    execArgv: process.execArgv,
    nodeVersion: process.versions.node,
    script: process.argv[1],
    packageFolder: fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, ''),
    fs,
    // Merely touching process.stdin opens it, and the in-process hand-off must leave it alone.
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      return process.stdout;
    },
    get stderr() {
      return process.stderr;
    },
    isTerminal: (descriptor) => process.getBuiltinModule('node:tty').isatty(descriptor),
    version: () => String(JSON.parse(fs.readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version),
    now: () => new Date(),
    becomeProgram(argv) {
      process.argv = [...argv];
    },
    setVariables(variables) {
      for (const [name, value] of Object.entries(variables)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    },
    exit(code) {
      leaveLostTerminals();
      return process.exit(code);
    },
    leaveLostTerminals,
    dieOf(signal) {
      leaveLostTerminals();
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    },
    onSignals(signals, listener) {
      for (const signal of signals) process.on(signal, listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
      };
    },
    onCrash: (listener) => void process.on('uncaughtException', listener),
    suspend() {
      // Windows has neither groups nor such a signal.
      if (process.platform !== 'win32') process.kill(0, 'SIGTSTP');
    },
    hostname: () => os.hostname(),
    homeFolder,
    addressesOf: async (name) =>
      (await process.getBuiltinModule('node:dns').promises.lookup(name, { all: true })).map(({ address }) => address),
    ownAddresses: () =>
      Object.values(os.networkInterfaces()).flatMap((card) => (card ?? []).map(({ address }) => address)),
    temporaryFolder: () => fs.realpathSync(os.tmpdir()),
    openTerminal,
    openPipe: (fd, way) =>
      new (process.getBuiltinModule('node:net').Socket)({ fd, readable: way !== 'write', writable: way !== 'read' }),
    isAlive,
    killGroup,
    childProcess: () => process.getBuiltinModule('node:child_process'),
    module: () => process.getBuiltinModule('node:module'),
    workerThreads: () => process.getBuiltinModule('node:worker_threads'),
    execa: () => import('execa'),
    withoutVariables,
    // Drivers that a variable would exchange for others of their own.
    require: (name) =>
      withoutVariables(/^(?:NODE_PG_|LIBSQL_)/i, () =>
        process.getBuiltinModule('node:module').createRequire(import.meta.url)(name),
      ),
    sqlite: loadSqlite,
  };
}

function withoutVariables<Value>(names: RegExp, run: () => Value): Value {
  const hidden = Object.entries(process.env).filter(([name]) => names.test(name));
  for (const [name] of hidden) delete process.env[name];
  try {
    return run();
  } finally {
    for (const [name, value] of hidden) process.env[name] = value;
  }
}

function homeFolder(): string | undefined {
  try {
    const { homedir } = os.userInfo();
    return isAbsolute(homedir) ? homedir : undefined;
  } catch {
    // A container may run under a number that has no user.
    return undefined;
  }
}

function workingFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new InterlockError('internal', {
      what: 'The working folder is gone, so nothing was run.',
      why: 'The folder in which this was typed is not there any more, or may not be entered.',
      next: ['Go into a folder that is there, then try again.'],
      cause,
    });
  }
}

/**
 * At its end Node sets the terminals that it began with as they were, and until version 24 aborts where one is gone (ResetStdio
 * in its node.cc). Of what is another file by then it keeps off.
 */
function leaveLostTerminals(): void {
  if (process.platform === 'win32') return;
  const { isatty } = process.getBuiltinModule('node:tty');
  for (const descriptor of [0, 1, 2]) {
    try {
      if (!fs.fstatSync(descriptor).isCharacterDevice() || isatty(descriptor)) continue;
      fs.closeSync(descriptor);
      // It takes the lowest number that is free.
      fs.openSync('/dev/null', 'r+');
    } catch {}
  }
}

function openTerminal(): ReturnType<Host['openTerminal']> {
  const { ReadStream, WriteStream } = process.getBuiltinModule('node:tty');
  const names = process.platform === 'win32' ? ['CONIN$', 'CONOUT$'] : ['/dev/tty', '/dev/tty'];
  try {
    const [input, output] = [fs.openSync(names[0] ?? '', 'r+'), fs.openSync(names[1] ?? '', 'r+')];
    return { stdin: new ReadStream(input), stderr: new WriteStream(output) };
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function killGroup(pid: number): void {
  try {
    // Windows has no groups: there the child alone is ended.
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {}
}

function loadSqlite(): unknown {
  const { emitWarning } = process;
  // Node warns at the first load that the module is experimental; stderr is for what the reader can act on.
  process.emitWarning = () => {};
  try {
    return process.getBuiltinModule('node:sqlite' as 'node:module');
  } finally {
    process.emitWarning = emitWarning;
  }
}
