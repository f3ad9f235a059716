/**
 * One lock a target. A lock is a folder `<target>-<generation>`, and the highest generation counts: it is held
 * until it is marked as released or its process is gone. A new one is put there by a rename, which fails where
 * that generation exists, so of two that find the same stale lock only one gets the next. A folder is
 * removed only after a higher one exists, so the highest never sinks and nobody takes a lock that another has.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import type { RepositoryPlace } from '../../policy/policy.ts';
import { identityKey } from '../../target/identity.ts';
import type { TargetIdentity } from '../../types.ts';
import { locksFolder } from '../manifest/format.ts';
import { incarnationOf } from './incarnation.ts';
import { locksHomeOf } from './place.ts';

const ownerName = 'owner.json';
const releasedName = 'released';
const attempts = 20;

const ownerSchema = v.object({
  pid: v.number(),
  hostname: v.string(),
  incarnation: v.string(),
  since: v.string(),
  what: v.string(),
  writes: v.string(),
});

/** Who holds a lock. `writes`: id of the backup that it is making; its `.partial-` folder is alive as long as the lock. */
export type LockOwner = v.InferOutput<typeof ownerSchema>;

/** Throws `locked` while another process holds the target's lock. `what`: for the one who has to wait. */
export async function withLock<T>(
  host: Host,
  request: { repository: RepositoryPlace; identity: TargetIdentity; what: string; writes: string },
  run: () => Promise<T>,
): Promise<T> {
  const held = await acquire(host, request);
  try {
    return await run();
  } finally {
    // Never empties the folder: a rename onto an empty one would succeed. Where this fails, the lock is
    // stale as soon as this process ends, and what run() has to say counts more.
    await host.fs.promises.rename(join(held, ownerName), join(held, releasedName)).catch(() => {});
  }
}

/** Those that hold a lock in this repository now. */
export async function lockOwners(host: Host, place: RepositoryPlace): Promise<LockOwner[]> {
  const folder = join(locksHomeOf(place), locksFolder);
  const names = await host.fs.promises.readdir(folder).catch(() => [] as string[]);
  const owners = await Promise.all(names.filter(isLock).map((name) => holderOf(host, join(folder, name))));
  return owners.filter((owner) => owner !== undefined);
}

async function acquire(
  host: Host,
  request: { repository: RepositoryPlace; identity: TargetIdentity; what: string; writes: string },
): Promise<string> {
  const { promises } = host.fs;
  const folder = join(locksHomeOf(request.repository), locksFolder);
  const key = identityKey(request.identity);
  await promises.mkdir(folder, { recursive: true, mode: 0o700 });
  // A link would lead what is written and removed here to somebody else's files.
  if (!(await promises.lstat(folder)).isDirectory()) {
    throw Object.assign(new Error(`${folder} is a link`), { code: 'ENOTDIR' });
  }
  const owner: LockOwner = {
    pid: host.pid,
    hostname: host.hostname(),
    incarnation: await incarnationOf(host, host.pid),
    since: host.now().toISOString(),
    what: request.what,
    writes: request.writes,
  };
  for (let attempt = 0; attempt < attempts; attempt++) {
    const highest = Math.max(0, ...(await generations(host, folder, key)));
    const holder = highest > 0 ? await holderOf(host, join(folder, `${key}-${highest}`)) : undefined;
    if (holder) throw lockedBy(holder, host);
    const mine = join(folder, `${key}-${highest + 1}`);
    if (!(await takes(host, folder, mine, owner))) continue;
    const all = await generations(host, folder, key);
    const isHighest = Math.max(...all) === highest + 1;
    const obsolete = isHighest ? all.filter((generation) => generation <= highest) : [highest + 1];
    for (const generation of obsolete) await remove(host, join(folder, `${key}-${generation}`));
    if (isHighest) return mine;
  }
  throw new InterlockError('locked', { why: 'Several commands want this database at the same moment.' });
}

/** False where another was quicker. */
async function takes(host: Host, folder: string, mine: string, owner: LockOwner): Promise<boolean> {
  const { promises } = host.fs;
  const prepared = join(folder, `new-${randomBytes(8).toString('hex')}`);
  await promises.mkdir(prepared, { mode: 0o700 });
  try {
    await promises.writeFile(join(prepared, ownerName), JSON.stringify(owner), { mode: 0o600 });
    await promises.rename(prepared, mine);
    return true;
  } catch (error) {
    await remove(host, prepared);
    const isTaken = ['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '');
    if (isTaken && host.fs.existsSync(mine)) return false;
    throw error;
  }
}

async function generations(host: Host, folder: string, key: string): Promise<number[]> {
  const names = await host.fs.promises.readdir(folder);
  return names.filter((name) => isLock(name) && name.startsWith(`${key}-`)).map((name) => Number(name.slice(17)));
}

/** Undefined where the lock is released or its process is gone. A process of another machine counts as running. */
async function holderOf(host: Host, lock: string): Promise<LockOwner | undefined> {
  const text = await host.fs.promises.readFile(join(lock, ownerName), 'utf8').catch(() => '');
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), ownerSchema), text);
  if (!parsed.success) return undefined;
  const owner = parsed.output;
  if (owner.hostname !== host.hostname()) return owner;
  const isRunning = host.isAlive(owner.pid) && (await incarnationOf(host, owner.pid)) === owner.incarnation;
  return isRunning ? owner : undefined;
}

function isLock(name: string): boolean {
  return /^[0-9a-f]{16}-\d+$/.test(name);
}

async function remove(host: Host, folder: string): Promise<void> {
  await host.fs.promises.rm(folder, { recursive: true, force: true });
}

function lockedBy(owner: LockOwner, host: Host): InterlockError {
  const where = owner.hostname === host.hostname() ? '' : ` on ${owner.hostname}`;
  return new InterlockError('locked', {
    why: `Process ${owner.pid}${where} has held it since ${owner.since}, for: ${owner.what}.`,
  });
}
