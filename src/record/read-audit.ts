import type { Host } from '../host.ts';
import { auditFile } from './audit.ts';

/** A guarded command as the log tells it. */
export interface Recorded {
  readonly begun: Date;
  /** Undefined where it still runs, or was killed. */
  readonly ended: Date | undefined;
  readonly line: string;
  readonly targets: readonly string[];
  /** Ids of the backups that were made first. */
  readonly backups: readonly string[];
}

/** Oldest first. A line that is not whole is left out: the log tells what was done, and decides nothing. */
export function readAudit(host: Host, root: string): Recorded[] {
  const file = auditFile(root);
  if (!host.fs.existsSync(file)) return [];
  const lines = host.fs.readFileSync(file, 'utf8').split('\n').flatMap(readLine);
  const ends = new Map(lines.filter(({ event }) => event === 'end').map(({ id, time }) => [id, time]));
  return lines
    .filter(({ event }) => event === 'begin')
    .map(({ id, time, program, argv, targets, backups }) => {
      const ended = ends.get(id);
      return {
        begun: new Date(String(time)),
        ended: ended === undefined ? undefined : new Date(String(ended)),
        line: [program, ...words(argv)].join(' '),
        targets: words(targets),
        backups: words(backups),
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
