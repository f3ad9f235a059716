import { createHost, type Host } from '../../src/host.ts';

const changes = ['mkdir', 'writeFile', 'rename', 'rm', 'chmod', 'open', 'copyFile'];
const changesSync = ['renameSync', 'openSync', 'fsyncSync', 'chmodSync'];

/** The real host, which dies by kill -9 just before its nth change of the file system. */
export function dyingHost(nth: number): Host {
  let left = nth;
  const host = createHost();
  const wrap = <T extends object>(functions: T, names: readonly string[]): T => {
    const wrapped = { ...functions } as Record<string, unknown>;
    for (const name of names) {
      const real = wrapped[name] as (...words: unknown[]) => unknown;
      wrapped[name] = (...words: unknown[]) => {
        if (--left === 0) process.kill(process.pid, 'SIGKILL');
        return real(...words);
      };
    }
    return wrapped as T;
  };
  const fs = { ...wrap(host.fs, changesSync), promises: wrap(host.fs.promises, changes) };
  return Object.create(host, { fs: { value: fs } }) as Host;
}
