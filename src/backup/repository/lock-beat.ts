/** What whoever holds a lock shows to those who wait: a number that changes as long as the work goes on. */
import { join } from 'node:path';
import type { Host } from '../../host.ts';

const beatName = 'beat';
const everyMs = 1000;
/** A server that builds an index says nothing for minutes. Whoever is silent for longer in one step does nothing. */
const longestSilenceMs = 10 * 60_000;

export interface Beat {
  /** `done`: so far, in whatever unit; the same number again is no progress. */
  progress(done: number): void;
  /** A step that may have nothing to tell for a while. */
  work<T>(run: () => Promise<T>): Promise<T>;
  stop(): void;
}

/** `locks`: the folders of the locks that this process holds. */
export function startBeat(host: Host, locks: readonly string[]): Beat {
  let last: number | undefined;
  let steps = 0;
  let written = 0;
  let working = 0;
  let silentMs = 0;
  const step = () => {
    steps++;
    silentMs = 0;
  };
  const timer = setInterval(() => {
    silentMs += everyMs;
    if (working > 0 && silentMs < longestSilenceMs) steps++;
    if (steps === written) return;
    written = steps;
    // Best effort: whoever waits gives up too early, at worst.
    for (const lock of locks)
      host.fs.promises.writeFile(join(lock, beatName), String(steps), { mode: 0o600 }).catch(() => {});
  }, everyMs).unref();
  return {
    progress(done) {
      if (done !== last) step();
      last = done;
    },
    async work(run) {
      step();
      working++;
      try {
        return await run();
      } finally {
        working--;
        step();
      }
    },
    stop: () => clearInterval(timer),
  };
}

/**
 * Changes while the holder of `lock` works. SQLite keeps a whole process busy, which then writes nothing, so what its process
 * has computed counts too, in whole seconds, where the system tells (proc(5), fields 14 and 15, in hundredths).
 */
export async function readBeat(host: Host, lock: string, pid: number | undefined): Promise<string> {
  const text = await host.fs.promises.readFile(join(lock, beatName), 'utf8').catch(() => '');
  return pid === undefined ? text : `${text} ${await computedSeconds(host, pid)}`;
}

async function computedSeconds(host: Host, pid: number): Promise<number> {
  const stat = await host.fs.promises.readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Math.floor((Number(fields[11]) + Number(fields[12])) / 100) || 0;
}
