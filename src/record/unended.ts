/** Runs that have begun and are not known to have ended. */
import type { Host } from '../host.ts';
import { findProjectRoot } from '../project/root.ts';
import { newEntryId, record } from './audit.ts';
import { type Recorded, readAudit } from './read-audit.ts';

export interface Unended {
  /** Their process is there, as far as its number tells. */
  readonly running: readonly Recorded[];
  /** Killed, or ended with the machine: what they came to nobody has written down, and nobody has looked at it yet. */
  readonly killed: readonly Recorded[];
}

/** Throws `audit-unwritable` where something else stands in the place of the log. */
export function findUnended(host: Host, label?: string): Unended {
  const open = readAudit(host, findProjectRoot(host), label).filter(
    ({ ended, isSeen }) => ended === undefined && !isSeen,
  );
  const isAlive = ({ pid }: Recorded) => pid !== undefined && host.isAlive(pid);
  return { running: open.filter(isAlive), killed: open.filter((run) => !isAlive(run)) };
}

/** Writes down that a person has looked at them. Throws `audit-unwritable`. */
export function markSeen(host: Host, runs: readonly Recorded[]): void {
  if (runs.length === 0) return;
  record(host, findProjectRoot(host), { event: 'seen', id: newEntryId(host), ids: runs.map(({ id }) => id) });
}
