/** A fresh backup in the place of a new one: only where the policy says so, and never where a backup is mandatory. */
import type { Host } from '../../host.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Judgement, Target } from '../../types.ts';
import { type GoodEntry, listBackups, verifyFiles } from '../repository/read.ts';
import { type Pin, pinnedFrom } from '../repository/write.ts';
import { judgeFreshness } from './freshness.ts';
import { setPin } from './pin.ts';

/** What destroys, what nobody can read and what is production's gets a backup of its own whatever the policy says. */
export function mayReuse({ classification, decision, environment }: Judgement, policy: Policy): boolean {
  const { name } = environment;
  return (
    classification.risk === 'change' &&
    (decision.backup === 'cheap' || decision.backup === 'always') &&
    (name === 'development' || name === 'staging') &&
    policy.backup.reuse.includes(name)
  );
}

/**
 * The newest backup of the target where it is fresh, its bytes are as they were written, and it is kept as long as a new
 * one would be. Undefined in every other case: then a new one is made.
 */
export async function findReusable(
  host: Host,
  target: Target,
  { backup }: Policy,
  pin: Pin | undefined,
): Promise<GoodEntry | undefined> {
  const { repository, freshness } = backup;
  try {
    const entries = await listBackups(host, repository);
    const { newest, faults } = judgeFreshness(entries, target.identity, freshness, host.now());
    if (newest === undefined || faults.length > 0) return undefined;
    await verifyFiles(host, newest);
    const { pinned, pinnedUntil, pinnedBy } = newest.manifest;
    if (pin === undefined || (pinned && pinnedUntil === undefined)) return newest;
    const { pinnedUntil: until = '', pinnedWhy: why } = pinnedFrom(host.now(), pin);
    if (!pinned || (pinnedUntil ?? '') < until) {
      // What a person pinned stays a person's.
      const by = pinned && pinnedBy === undefined ? undefined : 'command';
      await setPin(host, backup, newest, { until, why, by });
    }
    return newest;
  } catch {
    return undefined;
  }
}
