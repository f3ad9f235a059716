/**
 * Which backups of a target stay, and why. Pure. The order of the backups decides; the clock alone never makes one go,
 * because a clock can jump: it can only make one stay.
 */
import { sameDatabase } from '../../target/identity.ts';
import type { TargetIdentity } from '../../types.ts';
import { holdsRows, isBeforeCommand, isFromFuture, isOfUnfinished, isWhole, pinText } from '../manifest/whole.ts';
import type { BackupEntry, GoodEntry } from '../repository/read.ts';

export interface Fate {
  readonly entry: GoodEntry;
  readonly goes: boolean;
  /** A few words, such as `manual` or `older than the 10 newest`. */
  readonly why: string;
}

export interface Retention {
  /** How many whole automatic backups stay; at least one does. */
  readonly keep: number;
  readonly now: Date;
}

/** After a pin has run out, so many newer backups say so too: one alone may have been made by a clock that is ahead. */
const witnesses = 2;

/**
 * The good backups of a target, in the order given, which is newest first. A damaged one is not among them: whose it is
 * cannot be known, it must not push out a good one, and somebody may want to look at it.
 */
export function planRetention(
  entries: readonly BackupEntry[],
  identity: TargetIdentity,
  { keep, now }: Retention,
): Fate[] {
  const own = entries.filter(
    (entry): entry is GoodEntry => entry.state === 'good' && sameDatabase(entry.manifest.target.identity, identity),
  );
  const past = own.filter((entry) => isWhole(entry) && !isFromFuture(entry, now));
  const counted = past.filter((entry) => entry.manifest.kind === 'automatic');
  const most = Math.max(1, keep);
  // Apart: copies of a database that was emptied must not push out the last ones with rows.
  const newest = new Set([
    ...counted.filter(holdsRows).slice(0, most),
    ...counted.filter((entry) => !holdsRows(entry)).slice(0, most),
  ]);
  const newestVerified = past.find((entry) => entry.manifest.check === 'verified');
  // However many undos have failed since, each with a backup of its own.
  const wayBack = counted.find((entry) => isBeforeCommand(entry) && !isOfUnfinished(entry));
  return own.map((entry) => {
    const why = whyStays(entry);
    return why === undefined ? { entry, goes: true, why: beyond(entry) } : { entry, goes: false, why };
  });

  function whyStays(entry: GoodEntry): string | undefined {
    const { manifest } = entry;
    if (manifest.kind === 'manual') return manifest.pinned ? `manual, ${pinText(manifest)}` : 'manual';
    if (manifest.pinned && !hasPinEnded(manifest.pinnedUntil, past, now)) return pinText(manifest);
    if (!isWhole(entry)) return entry.size > 0 ? 'incomplete, does not count' : 'empty, does not count';
    if (isFromFuture(entry, now)) return 'from the future, does not count';
    if (newest.has(entry)) return `among the ${most} newest`;
    if (entry === wayBack) return 'what an undo goes back to';
    return entry === newestVerified ? 'the newest that was verified' : undefined;
  }

  function beyond(entry: GoodEntry): string {
    return `older than the ${most} newest${holdsRows(entry) ? '' : ' without rows'}`;
  }
}

function hasPinEnded(until: string | undefined, past: readonly GoodEntry[], now: Date): boolean {
  if (until === undefined || Date.parse(until) > now.getTime()) return false;
  return past.filter(({ manifest }) => Date.parse(manifest.time) >= Date.parse(until)).length >= witnesses;
}
