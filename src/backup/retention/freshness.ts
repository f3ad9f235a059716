/** Whether the newest backup of a database is young and good enough. Pure. */
import type { Freshness } from '../../policy/policy.ts';
import type { TargetIdentity } from '../../types.ts';
import { formatBytes, formatSpan } from '../../ui/units.ts';
import { isFromFuture, isOfUnfinished, isWhole, surelyOf } from '../manifest/whole.ts';
import type { BackupEntry, GoodEntry } from '../repository/read.ts';

export interface Standing {
  /** The newest whole one. */
  readonly newest: GoodEntry | undefined;
  /** 0 good, 1 to be looked at, 2 not to be relied on. */
  readonly grade: 0 | 1 | 2;
  /** What keeps the newest from being fresh; without a full stop. Empty where it is. */
  readonly faults: readonly string[];
}

/** From so many times the age that the policy allows, a backup is not to be relied on. */
const tooOld = 2;

/** `entries`: newest first, of any databases. A backup from the future is not fresh: how old it is cannot be told. */
export function judgeFreshness(
  entries: readonly BackupEntry[],
  identity: TargetIdentity,
  freshness: Freshness,
  now: Date,
): Standing {
  const whole = surelyOf(entries, identity).filter(isWhole);
  const [newest] = whole;
  if (newest === undefined) return { newest, grade: 2, faults: ['there is no backup of it'] };
  const { check, time, engine } = newest.manifest;
  const age = now.getTime() - Date.parse(time);
  const faults: string[] = [];
  if (isFromFuture(newest, now)) faults.push(`it is from the future (${time}), so its age is not known`);
  else if (!(age <= freshness.maxAgeMs)) faults.push(`it is older than ${formatSpan(freshness.maxAgeMs)}`);
  if (isOfUnfinished(newest)) faults.push('the restore or undo that it was made for is not known to have ended');
  if (freshness.verified && check !== 'verified') faults.push('it was never restored and compared');
  // A pointer of pgBackRest's says nothing on the size of a dump.
  const before = whole.slice(1).find(({ manifest }) => manifest.engine === engine);
  if (before !== undefined && newest.size < before.size * freshness.minSizeRatio)
    faults.push(`it has ${formatBytes(newest.size)}, the one before has ${formatBytes(before.size)}`);
  const grade = faults.length === 0 ? 0 : age > tooOld * freshness.maxAgeMs ? 2 : 1;
  return { newest, grade, faults };
}
