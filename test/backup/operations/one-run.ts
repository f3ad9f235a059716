/** A backup of the tiny database as a command makes it, after which only that one stays. */
import { newBackupId } from '../../../src/backup/manifest/format.ts';
import { withLock } from '../../../src/backup/repository/lock.ts';
import { openRepository, writeBackup } from '../../../src/backup/repository/write.ts';
import { expireBackups, removeLeftovers } from '../../../src/backup/retention/retention.ts';
import type { Host } from '../../../src/host.ts';
import type { RepositoryPlace } from '../../../src/policy/policy.ts';
import { secret } from '../../../src/secrets/secret.ts';
import type { Backup } from '../../../src/types.ts';
import { tinyEngine, tinyTarget } from '../engines/tiny-engine.ts';

/** `at`: what the clock shows. */
export async function runOnce(
  real: Host,
  database: string,
  repository: RepositoryPlace,
  at: Date,
  keep = 1,
): Promise<Backup> {
  const host = Object.create(real, { now: { value: () => at } }) as Host;
  const target = tinyTarget(database);
  const { identity } = target;
  const id = newBackupId(at, identity, 'x');
  const context = { host, target };
  await openRepository(host, repository);
  return withLock(host, { repository, identity, what: 'x', writes: id, timeoutMs: 60_000 }, async () => {
    await removeLeftovers(host, repository);
    const why = { reason: 'x', argv: [] };
    const backup = await writeBackup({ repository, id, engine: tinyEngine, context, kind: 'automatic', why });
    await expireBackups(host, { repository, identity, keep, newest: id, spare: [] });
    return backup;
  });
}

/** A place as one word for another process, and back. */
export function placeText(place: RepositoryPlace): string {
  const isRestic = typeof place === 'object' && place.kind === 'restic';
  return JSON.stringify(isRestic ? { ...place, repository: place.repository.reveal() } : place);
}

export function placeFrom(text: string): RepositoryPlace {
  const place = JSON.parse(text);
  return place.kind === 'restic' ? { ...place, repository: secret(place.repository) } : place;
}
