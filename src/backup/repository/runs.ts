/**
 * Guarded commands that are at work on a database, from their backup until their process is gone: a folder
 * `<target>.run-<random>` for each way to tell it. They may run beside each other, as far as Prisma lets them; a restore
 * waits for all of them. Only those of this machine are seen.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Host } from '../../host.ts';
import type { RepositoryPlace } from '../../policy/policy.ts';
import { lockKeys } from '../../target/identity.ts';
import type { TargetIdentity } from '../../types.ts';
import { locksFolder } from '../manifest/format.ts';
import { type LockOwner, livingOwner, ownerHere, putOwner } from './lock-owner.ts';
import { startWait } from './lock-wait.ts';
import { locksHomeOf } from './place.ts';

export interface RunOf {
  readonly repository: RepositoryPlace;
  readonly identity: TargetIdentity;
}

interface Found {
  readonly place: string;
  readonly owner: LockOwner;
}

/** To be called with the target's lock held, so that no restore is under way. `what`: the line, for those who have to wait. */
export async function markRun(host: Host, of: RunOf, what: string): Promise<void> {
  await findRuns(host, of);
  const folder = folderOf(of);
  for (const key of lockKeys(of.identity)) {
    const place = join(folder, `${key}.run-${randomBytes(6).toString('hex')}`);
    await putOwner(host, folder, place, await ownerHere(host, { what, writes: '' }));
  }
}

/** Those of other processes. What a process left that is gone is removed on the way. */
export async function findRuns(host: Host, of: RunOf): Promise<Found[]> {
  const folder = folderOf(of);
  const starts = lockKeys(of.identity).map((key) => `${key}.run-`);
  const names = await host.fs.promises.readdir(folder).catch(() => [] as string[]);
  const living: Found[] = [];
  for (const name of names.filter((each) => starts.some((start) => each.startsWith(start)))) {
    const place = join(folder, name);
    const owner = await livingOwner(host, place).catch(() => undefined);
    if (owner === undefined) await host.fs.promises.rm(place, { recursive: true, force: true }).catch(() => {});
    else if (owner.hostname === host.hostname() && owner.pid !== host.pid) living.push({ place, owner });
  }
  return living;
}

/** Gives when none is there. Throws `locked` that names the process, after `timeoutMs`, and `declined` after ^C. */
export async function waitForRuns(host: Host, of: RunOf, timeoutMs: number): Promise<void> {
  let wait: ReturnType<typeof startWait> | undefined;
  try {
    for (;;) {
      const [first] = await findRuns(host, of);
      if (!first) return;
      wait ??= startWait(host, timeoutMs, () => {});
      await wait.on({ ...first, holds: true, sign: first.place });
    }
  } finally {
    wait?.end();
  }
}

function folderOf({ repository }: RunOf): string {
  return join(locksHomeOf(repository), locksFolder);
}
