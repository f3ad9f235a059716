/** Which backups go, and how. docs/design.md, section 8. */
import { join } from 'node:path';
import type { Host } from '../../host.ts';
import type { Bounds, RepositoryPlace } from '../../policy/policy.ts';
import type { TargetIdentity } from '../../types.ts';
import { partialPrefix } from '../manifest/format.ts';
import { isWhole } from '../manifest/whole.ts';
import { isFetchedNow } from '../repository/fetched.ts';
import { lockOwners } from '../repository/lock.ts';
import { repositoryAt } from '../repository/open.ts';
import { localFoldersOf } from '../repository/place.ts';
import { type BackupEntry, type GoodEntry, listBackups, listPartials } from '../repository/read.ts';
import { planRetention, type Retention } from './keep.ts';

/** The automatic backups of a target that retention would remove now. `planRetention` says why each other one stays. */
export function chooseExpired(
  entries: readonly BackupEntry[],
  identity: TargetIdentity,
  retention: Retention,
): GoodEntry[] {
  return planRetention(entries, identity, retention)
    .filter((fate) => fate.goes)
    .map((fate) => fate.entry);
}

/** To be called while `newest` is whole, durable and locked. `spare`: ids that stay whatever their age. */
export async function expireBackups(
  host: Host,
  request: {
    repository: RepositoryPlace;
    identity: TargetIdentity;
    keep: number;
    bounds?: Bounds | undefined;
    newest: string;
    spare: readonly string[];
  },
): Promise<void> {
  const entries = await listBackups(host, request.repository);
  const newest = entries.find((entry) => entry.id === request.newest);
  if (newest === undefined || !isWhole(newest)) return;
  const { identity, keep, bounds } = request;
  const expired = chooseExpired(entries, identity, { keep, bounds, now: host.now() }).map(({ id }) => id);
  const stays = [request.newest, ...request.spare];
  await removeBackups(
    host,
    request.repository,
    expired.filter((id) => !stays.includes(id)),
  );
}

/** Of one target, whose lock is held. The oldest goes first: a command that is killed between two leaves the newer ones. */
export async function removeBackups(host: Host, place: RepositoryPlace, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await (await repositoryAt(host, place)).remove([...ids].sort());
}

/** Removes what killed commands left. A folder is alive while a lock names it. */
export async function removeLeftovers(host: Host, place: RepositoryPlace): Promise<void> {
  for (const name of await findLeftovers(host, place)) {
    for (const folder of localFoldersOf(place)) {
      await host.fs.promises.rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

/** Folders are listed before the locks are read: whoever writes one of them held its lock before. */
export async function findLeftovers(host: Host, place: RepositoryPlace): Promise<string[]> {
  const partials = await listPartials(host, place);
  const alive = (await lockOwners(host, place)).map((owner) => `${partialPrefix}${owner.writes}`);
  return partials.filter((name) => !alive.includes(name) && !isFetchedNow(host, name));
}
