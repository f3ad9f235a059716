/** restic's own locks. Ours that a killed command left are removed; those of others are waited for, never removed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { InterlockError } from '../../../errors/interlock-error.ts';
import type { Host } from '../../../host.ts';
import { nameOf } from '../place.ts';
import type { Restic } from './run.ts';

/** restic refreshes a lock every five minutes, and takes one of half an hour for dead (doc/design.rst, Locks). */
const deadAfter = 30 * 60_000;
const timeoutMs = 60_000;
/** In milliseconds. Most locks last a moment; who waits longer need not look so often. */
const pauses = { first: 100, longest: 700 };

interface Lock {
  readonly time: string;
  readonly hostname: string;
  readonly pid: number;
}

/** Runs what needs a lock. Throws `locked` where another holds it for a minute. */
export async function whenUnlocked<T>(restic: Restic, run: () => Promise<T>): Promise<T> {
  let holder: Lock | undefined;
  let pause = pauses.first;
  for (let waited = 0; waited < timeoutMs; waited += pause) {
    try {
      return await run();
    } catch (error) {
      if (!/already locked/i.test((error as Error).message)) throw error;
    }
    const locks = await readLocks(restic);
    holder = locks.find((lock) => !isLeft(restic.host, lock));
    if (holder === undefined) await restic.run(['unlock', '--quiet']);
    // Not all at the same moment: two that try at once both find the other's lock.
    else await sleep(pause * (0.5 + Math.random()));
    pause = Math.min(pause * 2, pauses.longest);
  }
  const who = holder ? `Process ${holder.pid} on ${holder.hostname} has held it since ${holder.time}.` : '';
  throw new InterlockError('locked', {
    what: 'Another command holds a lock on the restic repository.',
    why: `${nameOf(restic.place)} is locked. ${who}`.trim(),
  });
}

async function readLocks(restic: Restic): Promise<Lock[]> {
  const ids = (await restic.text(['list', 'locks', '--no-lock', '--quiet'])).split('\n').filter(Boolean);
  const locks: Lock[] = [];
  for (const id of ids) {
    // One that is gone by now locks nobody out. restic asks for a file that is gone again and again, for most of a minute.
    const text = await restic.text(['cat', 'lock', id, '--no-lock', '--quiet'], { timeoutMs: 3000 }).catch(() => '');
    if (text !== '') locks.push(JSON.parse(text) as Lock);
  }
  return locks;
}

/** Whether a process of this machine left it behind. */
function isLeft(host: Host, { hostname, pid, time }: Lock): boolean {
  if (hostname !== host.hostname()) return false;
  return !host.isAlive(pid) || host.now().getTime() - new Date(time).getTime() > deadAfter;
}
