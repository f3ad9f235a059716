import { judgeFreshness, listBackups, mayReuse } from '../backup/index.ts';
import type { Host } from '../host.ts';
import type { Policy } from '../policy/policy.ts';
import type { Judgement } from '../types.ts';
import { formatAge } from '../ui/units.ts';

/** How the newest backup of the judged database stands. Undefined where no backup is due, or no database is known. */
export async function findLastBackup(
  host: Host,
  judgement: Judgement & { readonly policy: Policy },
): Promise<{ text: string; record: object } | undefined> {
  const [target] = judgement.resolution?.targets ?? [];
  if (target === undefined || judgement.decision.backup === 'none') return undefined;
  const { repository, freshness } = judgement.policy.backup;
  const entries = await listBackups(host, repository);
  const { newest, faults } = judgeFreshness(entries, target.identity, freshness, host.now());
  if (newest === undefined) return { text: 'none', record: { id: null, fresh: false, faults, taken: false } };
  const fresh = faults.length === 0;
  const taken = fresh && mayReuse(judgement, judgement.policy);
  const age = formatAge(host.now().getTime() - Date.parse(newest.manifest.time));
  const worth = fresh ? 'fresh' : `not fresh: ${faults.join('; ')}`;
  const use = taken ? ', taken in the place of a new one (backup.reuse)' : '';
  return { text: `${age}: ${newest.id}, ${worth}${use}`, record: { id: newest.id, fresh, faults, taken } };
}
