import type { Host } from '../host.ts';
import { auditFile } from './audit.ts';

/** A guarded command, a restore or an undo, as the log tells it. */
export interface Recorded {
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

/** Oldest first. A line that is not whole is left out: the log tells what was done, and allows nothing. */
export function readAudit(host: Host, root: string): Recorded[] {
  const file = auditFile(root);
  if (!host.fs.existsSync(file)) return [];
  const lines = host.fs.readFileSync(file, 'utf8').split('\n').flatMap(readLine);
  const ends = new Map(lines.filter(({ event }) => event === 'end').map((line) => [line['id'], line]));
  const later = lines.filter(({ event }) => event === 'backup');
  return lines
    .filter(({ event }) => event === 'begin')
    .map(({ id, time, program, argv, targets, backups, restores }) => {
      const end = ends.get(id);
      const exit = typeof end?.['exit'] === 'number' ? end['exit'] : null;
      return {
        begun: new Date(String(time)),
        ended: end && new Date(String(end['time'])),
        exit: end && exit,
        line: [program, ...words(argv)].join(' '),
        targets: words(targets),
        backups: [
          ...words(backups),
          ...later.filter((line) => line['id'] === id).flatMap((line) => words(line['backups'])),
        ],
        restores: typeof restores === 'string' ? restores : undefined,
      };
    });
}

function readLine(line: string): Record<string, unknown>[] {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? [value as Record<string, unknown>] : [];
  } catch {
    return [];
  }
}

function words(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
