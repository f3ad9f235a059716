import path from 'node:path';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';

/** `.prisma-interlock/audit.jsonl` below the project's root: one JSON object a line, only ever appended to. */
export function auditFile(root: string): string {
  return path.join(root, '.prisma-interlock', 'audit.jsonl');
}

/** What a line holds besides `time` and `pid`. Nothing in it is a secret: the caller hands in redacted words. */
export interface Entry {
  readonly event: 'begin' | 'backup' | 'end' | 'refused';
  /** Joins what comes after a `begin` to it. */
  readonly id: string;
  readonly [fact: string]: unknown;
}

/** Two processes of one machine cannot have the same number in the same millisecond. */
export function newEntryId(host: Host): string {
  return `${host.now().getTime().toString(36)}-${host.pid.toString(36)}`;
}

/**
 * Appends a line and waits until the disk has it. Throws `audit-unwritable`: where nothing can be recorded,
 * nothing runs. JSON escapes line breaks and control characters, so an entry never spans lines.
 */
export function record(host: Host, root: string, entry: Entry): void {
  const file = auditFile(root);
  const line = `${JSON.stringify({ time: host.now().toISOString(), pid: host.pid, ...entry })}\n`;
  try {
    const folder = path.dirname(file);
    host.fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const ignore = path.join(folder, '.gitignore');
    if (!host.fs.existsSync(ignore)) host.fs.writeFileSync(ignore, '*\n');
    const handle = host.fs.openSync(file, 'a', 0o600);
    try {
      host.fs.writeSync(handle, line);
      host.fs.fsyncSync(handle);
    } finally {
      host.fs.closeSync(handle);
    }
  } catch (cause) {
    throw new InterlockError('audit-unwritable', {
      why: `${file}: ${cause instanceof Error ? cause.message : String(cause)}`,
      next: ['Make the folder writable, then try again.'],
      cause,
    });
  }
}
