/** Which backups go, and how. docs/design.md, section 8. */
import { join } from 'node:path';
import type { Host } from '../../host.ts';
import type { TargetIdentity } from '../../types.ts';
import { partialPrefix } from './format.ts';
import { planRetention } from './keep.ts';
import { lockOwners } from './lock.ts';
import { type Entry, type GoodEntry, listBackups, listPartials } from './read.ts';
import { isWhole } from './whole.ts';

/** The automatic backups of a target that retention would remove now. `planRetention` says why each other one stays. */
export function chooseExpired(
  entries: readonly Entry[],
  identity: TargetIdentity,
  { keep, now }: { readonly keep: number; readonly now: Date },
): GoodEntry[] {
  return planRetention(entries, identity, { keep, now })
    .filter((fate) => fate.goes)
    .map((fate) => fate.entry);
}

/** To be called while `newest` is whole, durable and locked. `spare`: ids that stay whatever their age. */
export async function expireBackups(
  host: Host,
  request: { repository: string; identity: TargetIdentity; keep: number; newest: string; spare: readonly string[] },
): Promise<void> {
  const entries = await listBackups(host, request.repository);
  const newest = entries.find((entry) => entry.id === request.newest);
  if (newest === undefined || !isWhole(newest)) return;
  const expired = chooseExpired(entries, request.identity, { keep: request.keep, now: host.now() }).map(({ id }) => id);
  const stays = [request.newest, ...request.spare];
  await removeBackups(
    host,
    request.repository,
    expired.filter((id) => !stays.includes(id)),
  );
}

/** Removes what killed commands left. A folder is alive while a lock names it. */
export async function removeLeftovers(host: Host, repository: string): Promise<void> {
  for (const name of await findLeftovers(host, repository)) {
    await host.fs.promises.rm(join(repository, name), { recursive: true, force: true });
  }
}

/** Folders are listed before the locks are read: whoever writes one of them held its lock before. */
export async function findLeftovers(host: Host, repository: string): Promise<string[]> {
  const partials = await listPartials(host, repository);
  const alive = (await lockOwners(host, repository)).map((owner) => `${partialPrefix}${owner.writes}`);
  return partials.filter((name) => !alive.includes(name));
}

/** Of one target, whose lock is held. */
export async function removeBackups(host: Host, repository: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) await removeBackup(host, repository, id);
}

/** First the name, then the contents: one that is killed in between leaves no folder that looks whole. */
async function removeBackup(host: Host, repository: string, id: string): Promise<void> {
  const doomed = join(repository, `${partialPrefix}${id}`);
  await host.fs.promises.rename(join(repository, id), doomed);
  await host.fs.promises.rm(doomed, { recursive: true, force: true });
}
