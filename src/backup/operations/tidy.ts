/** When what was left beside a database may go. */
import type { Host } from '../../host.ts';
import type { RepositoryPlace } from '../../policy/policy.ts';
import type { TargetIdentity } from '../../types.ts';
import type { BackupEngine, EngineContext } from '../engines/contract.ts';
import { goodOf } from '../manifest/whole.ts';
import { listBackups } from '../repository/read.ts';
import { keptFor } from './scratch-owner.ts';

/** To be called with the target's lock held. Never throws: what is left is a nuisance, and is tried again next time. */
export async function tidy(engine: BackupEngine, context: EngineContext, repository: RepositoryPlace): Promise<void> {
  try {
    const { host, target } = context;
    if (engine.tidy) await engine.tidy(context, await findKeptBefore(host, repository, target.identity));
  } catch {}
}

/**
 * What an undo kept before this moment may go: a day has passed, and that undo, or a restore or an undo after it, is known
 * to have succeeded. Where none is, nothing goes.
 */
export async function findKeptBefore(host: Host, repository: RepositoryPlace, identity: TargetIdentity): Promise<Date> {
  const now = host.now().getTime();
  const succeeded = goodOf(await listBackups(host, repository), identity).map(({ manifest }) =>
    Date.parse(manifest.replacedAt ?? ''),
  );
  // A moment that is still to come was written by another clock, and says nothing of what this one has stamped.
  const last = Math.max(...succeeded.filter((at) => at <= now), -1);
  return new Date(Math.min(now - keptFor, last + 1));
}
