import type { Host } from '../host.ts';
import { isMissing } from '../project/regular-file.ts';
import { auditFile, unwritable } from './audit.ts';
import { readLastLines } from './last-lines.ts';

/** A guarded command, a restore or an undo, as the log tells it. */
export interface Recorded {
  /** Of its entry in the log. */
  readonly id: string;
  /** Of the process that ran it; undefined where the log does not tell. */
  readonly pid: number | undefined;
  /** Whether a person has looked at how it did not end. */
  readonly isSeen: boolean;
  readonly begun: Date;
  /** Undefined where it still runs, or was killed. */
  readonly ended: Date | undefined;
  /** Undefined as long as it has not ended; null where a signal ended it. */
  readonly exit: number | null | undefined;
  readonly line: string;
  readonly targets: readonly string[];
  /** Ids of the backups that were made first. */
  readonly backups: readonly string[];
  /** Of a restore and of an undo: the backup that it went back to. */
  readonly restores: string | undefined;
}

/** Of the end of the log, in bytes: it grows as long as the project lives. */
const readable = 64_000_000;
/** So many of the newest are kept. */
const kept = 1000;

/**
 * What was done to a database that bears this label, or to any where none is given, oldest first. A line that is not whole is left out: the log tells what
 * was done, and allows nothing. Throws `audit-unwritable` where something else stands in its place.
 */
export function readAudit(host: Host, root: string, label?: string): Recorded[] {
  const found = new Map<unknown, Recorded>();
  for (const line of linesOfLog(host, auditFile(root))) {
    const fields = readLine(line);
    const time = new Date(String(fields?.['time']));
    if (fields === undefined || Number.isNaN(time.getTime())) continue;
    const begun = found.get(fields['id']);
    if (fields['event'] === 'begin' && (label === undefined || words(fields['targets']).includes(label))) {
      found.set(fields['id'], begin(time, fields));
      for (const id of found.keys()) if (found.size > kept) found.delete(id);
    }
    if (fields['event'] === 'backup' && begun) {
      found.set(fields['id'], { ...begun, backups: [...begun.backups, ...words(fields['backups'])] });
    }
    for (const id of fields['event'] === 'seen' ? words(fields['ids']) : []) {
      const entry = found.get(id);
      if (entry) found.set(id, { ...entry, isSeen: true });
    }
    if (fields['event'] === 'end' && begun) {
      const exit = typeof fields['exit'] === 'number' ? fields['exit'] : null;
      found.set(fields['id'], { ...begun, ended: time, exit });
    }
  }
  return [...found.values()];
}

function linesOfLog(host: Host, file: string): Iterable<string> {
  try {
    return readLastLines(host, file, readable);
  } catch (error) {
    if (isMissing(error)) return [];
    throw unwritable(file, error);
  }
}

function begin(begun: Date, fields: Record<string, unknown>): Recorded {
  const { id, pid, program, argv, targets, backups, restores } = fields;
  return {
    id: String(id),
    pid: typeof pid === 'number' ? pid : undefined,
    isSeen: false,
    begun,
    ended: undefined,
    exit: undefined,
    line: words([program, ...words(argv)]).join(' '),
    targets: words(targets),
    backups: words(backups),
    restores: typeof restores === 'string' ? restores : undefined,
  };
}

function readLine(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function words(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : [];
}
