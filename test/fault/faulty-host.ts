import { createHost, type Host } from '../../src/host.ts';

/** `kill -9`: the process is gone. A full disk stays full for whatever makes something; the other errors come once. */
export type FileFault = 'none' | 'kill -9' | 'ENOSPC' | 'EIO' | 'EACCES';

const makes = ['mkdir', 'writeFile', 'open', 'copyFile', 'openSync', 'writeFileSync', 'mkdirSync', 'copyFileSync'];
const changes = [
  ...makes,
  'rename',
  'rm',
  'unlink',
  'chmod',
  'renameSync',
  'fsyncSync',
  'chmodSync',
  'rmSync',
  'fsync',
];
const reads = ['readFile', 'createReadStream'];
/** Of an open file. */
const handleReads = ['read'];
const handleMakes = ['write', 'writeFile'];

const fills = [...makes, ...handleMakes];

export interface FaultyHost {
  readonly host: Host;
  /** Names of the calls so far that the fault could have struck. */
  readonly calls: string[];
}

/**
 * The real host, whose file system fails at its nth call: of those that change something, and with EIO also that read.
 * `pid`: of a process that has ended, where a lock that is left is to look as one of a command that has ended.
 */
export function faultyHost(fault: FileFault, nth: number, pid = process.pid): FaultyHost {
  const host = createHost();
  const calls: string[] = [];
  const names = fault === 'EIO' ? [...changes, ...reads] : changes;
  const handleNames = fault === 'EIO' ? [...handleMakes, ...handleReads] : handleMakes;
  const strike = (name: string): Error | undefined => {
    const count = calls.push(name);
    const strikes = fault === 'ENOSPC' ? count >= nth && fills.includes(name) : count === nth;
    if (fault === 'none' || !strikes) return undefined;
    if (fault === 'kill -9') process.kill(process.pid, 'SIGKILL');
    return Object.assign(new Error(`${fault}: by the test, ${name}`), { code: fault, syscall: name });
  };
  const wrap = <T extends object>(functions: T, which: readonly string[], isAsync: boolean): T => {
    const wrapped: Record<string, unknown> = {};
    for (const name of which) {
      const real = (functions as Record<string, unknown>)[name];
      if (typeof real !== 'function') continue;
      wrapped[name] = (...words: unknown[]) => {
        const error = strike(name);
        if (error === undefined) return isAsync && name === 'open' ? opened(words) : real.apply(functions, words);
        const done = words.at(-1);
        if (name === 'fsync' && typeof done === 'function') return void done(error);
        if (isAsync) return Promise.reject(error);
        throw error;
      };
    }
    return wrapped as T;
  };
  const opened = async (words: unknown[]) => {
    const handle = await host.fs.promises.open(...(words as Parameters<typeof host.fs.promises.open>));
    return Object.assign(handle, wrap(handle, handleNames, true));
  };
  const promises = { ...host.fs.promises, ...wrap(host.fs.promises, names, true) };
  const fs = { ...host.fs, ...wrap(host.fs, names, false), promises };
  return { host: Object.create(host, { fs: { value: fs }, pid: { value: pid } }) as Host, calls };
}
