/**
 * One lock a target by its address, and one by what its server says of itself, where that is known. A lock is a folder
 * `<target>-<generation>`, and the highest generation counts: it is held until it is marked as released or its process is
 * gone. A new one is put there by a rename, which fails where that generation exists, so of two that find the same stale lock
 * only one gets the next. A folder is removed only after a higher one exists, so the highest never sinks and nobody takes a
 * lock that another has.
 * Whoever finds it held waits in a queue; docs/design.md, section 8.
 */
import { join } from 'node:path';
import type { Host } from '../../host.ts';
import type { RepositoryPlace } from '../../policy/policy.ts';
import { lockKeys } from '../../target/identity.ts';
import type { TargetIdentity } from '../../types.ts';
import { locksFolder } from '../manifest/format.ts';
import { type Beat, readBeat, startBeat } from './lock-beat.ts';
import {
  type LockOwner,
  livingOwner,
  ownerHere,
  ownerName,
  preparedPrefix,
  putOwner,
  throwForeign,
} from './lock-owner.ts';
import { queueFor } from './lock-queue.ts';
import { type Blocker, startWait } from './lock-wait.ts';
import { locksHomeOf } from './place.ts';

const releasedName = 'released';

/** In milliseconds: nobody takes so long from a folder that he prepares to the rename that puts it in its place. */
const abandonedAfter = 60 * 60_000;

export interface LockRequest {
  readonly repository: RepositoryPlace;
  readonly identity: TargetIdentity;
  /** A few words for those who have to wait. */
  readonly what: string;
  /** Id of the backup that is made with the lock held; empty where none is. */
  readonly writes: string;
  /** How long whoever is waited for may show no progress. */
  readonly timeoutMs: number;
}

/**
 * Waits its turn, then runs. `run` tells by its `Beat` that the work goes on. Throws `locked` where whoever holds the lock, or
 * stands before us, has shown no progress for `timeoutMs`, and `declined` after ^C.
 */
export async function withLock<T>(host: Host, request: LockRequest, run: (beat: Beat) => Promise<T>): Promise<T> {
  const held: string[] = [];
  let beat: Beat | undefined;
  try {
    // Everybody takes the address first, so that no two wait for each other.
    for (const key of lockKeys(request.identity)) held.push(await acquire(host, request, key));
    beat = startBeat(host, held);
    return await run(beat);
  } finally {
    beat?.stop();
    for (const place of held.toReversed()) {
      // Never empties the folder: a rename onto an empty one would succeed. Where this fails, the lock is
      // stale as soon as this process ends, and what run() has to say counts more.
      await host.fs.promises.rename(join(place, ownerName), join(place, releasedName)).catch(() => {});
    }
  }
}

/** Those that hold a lock in this repository now. */
export async function lockOwners(host: Host, place: RepositoryPlace): Promise<LockOwner[]> {
  const folder = join(locksHomeOf(place), locksFolder);
  const names = await host.fs.promises.readdir(folder).catch(() => [] as string[]);
  const owners = names.filter(isLock).map((name) => livingOwner(host, join(folder, name)).catch(() => undefined));
  return (await Promise.all(owners)).filter((owner) => owner !== undefined);
}

async function acquire(host: Host, request: LockRequest, key: string): Promise<string> {
  const { promises } = host.fs;
  const folder = join(locksHomeOf(request.repository), locksFolder);
  await promises.mkdir(folder, { recursive: true, mode: 0o700 });
  // A link would lead what is written and removed here to somebody else's files.
  if (!(await promises.lstat(folder)).isDirectory()) {
    throw Object.assign(new Error(`${folder} is a link`), { code: 'ENOTDIR' });
  }
  const owner = await ownerHere(host, request);
  const queue = queueFor(host, folder, key, owner);
  let wait: ReturnType<typeof startWait> | undefined;
  try {
    for (;;) {
      const blocker = await findBlocker(host, folder, key, await queue.before());
      if (blocker) {
        wait ??= startWait(host, request.timeoutMs, queue.leave);
        await queue.join();
        await wait.on(blocker);
      } else {
        const mine = await take(host, folder, key, owner);
        if (mine !== undefined) return mine;
      }
    }
  } catch (error) {
    throwForeign(host, folder, error);
    throw error;
  } finally {
    wait?.end();
    queue.leave();
  }
}

/** Whoever has the lock, else the first of those before us; undefined where it is our turn. */
async function findBlocker(
  host: Host,
  folder: string,
  key: string,
  before: readonly LockOwner[],
): Promise<Blocker | undefined> {
  const highest = Math.max(0, ...(await generations(host, folder, key)));
  const place = join(folder, `${key}-${highest}`);
  const holder = highest > 0 ? await livingOwner(host, place) : undefined;
  const owner = holder ?? before[0];
  if (!owner) return undefined;
  const pid = owner.hostname === host.hostname() ? owner.pid : undefined;
  const queued = before.map((each) => `${each.hostname} ${each.pid} ${each.since}`).join();
  return { owner, holds: holder !== undefined, place, sign: `${place} ${queued} ${await readBeat(host, place, pid)}` };
}

/** The lock's folder; undefined where another was quicker. */
async function take(host: Host, folder: string, key: string, owner: LockOwner): Promise<string | undefined> {
  const highest = Math.max(0, ...(await generations(host, folder, key)));
  if (highest > 0 && (await livingOwner(host, join(folder, `${key}-${highest}`)))) return undefined;
  const mine = join(folder, `${key}-${highest + 1}`);
  if (!(await putOwner(host, folder, mine, { ...owner, since: host.now().toISOString() }))) return undefined;
  const all = await generations(host, folder, key);
  const isHighest = Math.max(...all) === highest + 1;
  const obsolete = isHighest ? all.filter((generation) => generation <= highest) : [highest + 1];
  for (const generation of obsolete) await remove(host, join(folder, `${key}-${generation}`));
  if (!isHighest) return undefined;
  await removeAbandoned(host, folder);
  return mine;
}

/** What was prepared by processes that were killed before it came to its place. */
async function removeAbandoned(host: Host, folder: string): Promise<void> {
  const names = await host.fs.promises.readdir(folder).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(preparedPrefix))) {
    const stat = await host.fs.promises.stat(join(folder, name)).catch(() => undefined);
    if (stat && host.now().getTime() - stat.mtimeMs > abandonedAfter) await remove(host, join(folder, name));
  }
}

async function generations(host: Host, folder: string, key: string): Promise<number[]> {
  const names = await host.fs.promises.readdir(folder);
  return names.filter((name) => isLock(name) && name.startsWith(`${key}-`)).map((name) => Number(name.slice(17)));
}

function isLock(name: string): boolean {
  return /^[0-9a-f]{16}-\d+$/.test(name);
}

/** What cannot be removed says nothing any more, and must not keep a lock from whoever has it. */
async function remove(host: Host, folder: string): Promise<void> {
  await host.fs.promises.rm(folder, { recursive: true, force: true }).catch(() => {});
}
