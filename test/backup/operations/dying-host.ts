import { createHost, type Host } from '../../../src/host.ts';

const changes = ['mkdir', 'writeFile', 'rename', 'rm', 'chmod', 'open', 'copyFile'];
const changesSync = ['renameSync', 'openSync', 'fsyncSync', 'chmodSync'];

export type DeadlyPoint = 'changes and programs' | 'programs';

/** The real host, which dies by kill -9 at the nth point: just before a change of the file system, just after the start of a program. */
export function dyingHost(nth: number, points: DeadlyPoint = 'changes and programs'): Host {
  let left = nth;
  const host = createHost();
  const count = () => {
    if (--left === 0) process.kill(process.pid, 'SIGKILL');
  };
  const wrap = <T extends object>(functions: T, names: readonly string[]): T => {
    const wrapped = { ...functions } as Record<string, unknown>;
    for (const name of names) {
      const real = wrapped[name] as (...words: unknown[]) => unknown;
      wrapped[name] = (...words: unknown[]) => {
        // For a program that is about to start, which counts by itself.
        if (!String(words[0]).endsWith('/sealed')) count();
        return real(...words);
      };
    }
    return wrapped as T;
  };
  const execa = async () => {
    const real = await host.execa();
    const start = (...words: unknown[]) => {
      const child = (real.execa as (...words: unknown[]) => unknown)(...words);
      count();
      return child;
    };
    return { ...real, execa: start };
  };
  if (points === 'programs') return Object.create(host, { execa: { value: execa } }) as Host;
  const fs = { ...wrap(host.fs, changesSync), promises: wrap(host.fs.promises, changes) };
  return Object.create(host, { fs: { value: fs }, execa: { value: execa } }) as Host;
}
