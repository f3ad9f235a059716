/**
 * Which backups of a target stay, and why. Pure. The order of the backups decides; the clock alone never makes one go,
 * because a clock can jump: it can only make one stay.
 */

import type { Bounds } from '../../policy/policy.ts';
import type { TargetIdentity } from '../../types.ts';
import {
  goodAt,
  holdsRows,
  isBeforeCommand,
  isFromFuture,
  isOfUnfinished,
  isWhole,
  pinText,
} from '../manifest/whole.ts';
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
  /** Of pins that came with a command, and of manual ones; what is not named has none. */
  readonly bounds?: Bounds | undefined;
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
  { keep, now, bounds = {} }: Retention,
): Fate[] {
  const own = goodAt(entries, identity);
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
  const beyondBound = pinsBeyond(past, now, bounds.pinned);
  const spans = bounds.manual && spansOf(past, bounds.manual);
  return own.map((entry) => {
    const why = whyStays(entry);
    return why === undefined ? { entry, goes: true, why: beyond(entry) } : { entry, goes: false, why };
  });

  function whyStays(entry: GoodEntry): string | undefined {
    const { manifest } = entry;
    if (manifest.kind === 'manual' && spans === undefined)
      return manifest.pinned ? `manual, ${pinText(manifest)}` : 'manual';
    if (manifest.pinned && !beyondBound.has(entry) && !hasPinEnded(manifest.pinnedUntil, past, now))
      return pinText(manifest);
    if (!isWhole(entry)) return entry.size > 0 ? 'incomplete, does not count' : 'empty, does not count';
    if (isFromFuture(entry, now)) return 'from the future, does not count';
    if (manifest.kind === 'manual' && spans?.has(entry)) return spans.get(entry);
    if (newest.has(entry)) return `among the ${most} newest`;
    if (entry === wayBack) return 'what an undo goes back to';
    return entry === newestVerified ? 'the newest that was verified' : undefined;
  }

  function beyond(entry: GoodEntry): string {
    if (entry.manifest.kind === 'manual') return 'a newer manual one of that day and week';
    return `older than the ${most} newest${holdsRows(entry) ? '' : ' without rows'}`;
  }
}

function hasPinEnded(until: string | undefined, past: readonly GoodEntry[], now: Date): boolean {
  if (until === undefined || Date.parse(until) > now.getTime()) return false;
  return past.filter(({ manifest }) => Date.parse(manifest.time) >= Date.parse(until)).length >= witnesses;
}

/** The oldest go first, the newest never, and what a person has pinned is not counted. */
function pinsBeyond(past: readonly GoodEntry[], now: Date, bound: Bounds['pinned']): Set<GoodEntry> {
  if (bound === undefined) return new Set();
  const pinned = past.filter(
    ({ manifest }) =>
      manifest.kind === 'automatic' &&
      manifest.pinned &&
      manifest.pinnedBy === 'command' &&
      !hasPinEnded(manifest.pinnedUntil, past, now),
  );
  let bytes = 0;
  const from = pinned.findIndex((entry, index) => {
    bytes += entry.size;
    return index > 0 && (index >= bound.count || bytes > bound.bytes);
  });
  return new Set(from < 0 ? [] : pinned.slice(from));
}

/** The newest manual one of each of the last days, and weeks, that have any. The order of the backups makes the last ones. */
function spansOf(past: readonly GoodEntry[], { days, weeks }: NonNullable<Bounds['manual']>): Map<GoodEntry, string> {
  const manual = past.filter(({ manifest }) => manifest.kind === 'manual');
  const kept = new Map<GoodEntry, string>();
  for (const [length, count, word] of [
    [7, weeks, 'week'],
    [1, days, 'day'],
  ] as const) {
    const firsts = new Map<number, GoodEntry>();
    // The first of January 1970 was a Thursday; weeks begin on Monday.
    for (const entry of manual) {
      const span = Math.floor((Date.parse(entry.manifest.time) / 86_400_000 + 3) / length);
      if (!firsts.has(span)) firsts.set(span, entry);
    }
    for (const entry of [...firsts.values()].slice(0, count)) kept.set(entry, `the newest manual one of its ${word}`);
  }
  const [newest] = manual;
  if (newest) kept.set(newest, 'the newest manual one');
  return kept;
}
