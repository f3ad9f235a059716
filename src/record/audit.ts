import path from 'node:path';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { openRegular, UnfitFile } from '../project/regular-file.ts';

/** `.prisma-interlock/audit.jsonl` below the project's root: one JSON object a line, only ever appended to. */
export function auditFile(root: string): string {
  return path.join(root, '.prisma-interlock', 'audit.jsonl');
}

/** What a line holds besides `time` and `pid`. Nothing in it is a secret: the caller hands in redacted words. */
export interface AuditLine {
  readonly event: 'begin' | 'backup' | 'end' | 'refused' | 'delete' | 'seen' | 'stamp';
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
export function record(host: Host, root: string, entry: AuditLine): void {
  const file = auditFile(root);
  const line = `${JSON.stringify({ time: host.now().toISOString(), pid: host.pid, ...entry })}\n`;
  try {
    const folder = path.dirname(file);
    host.fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    ignoreFolder(host, folder);
    const descriptor = openToAppend(host, file);
    try {
      append(host, descriptor, Buffer.from(line));
    } finally {
      host.fs.closeSync(descriptor);
    }
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

export function unwritable(file: string, cause: unknown): InterlockError {
  return new InterlockError('audit-unwritable', {
    why: `${file}${cause instanceof UnfitFile ? ' ' : ': '}${cause instanceof Error ? cause.message : String(cause)}`,
    next: ['Make it a file that you can write, in a folder that you can write, then try again.'],
    cause,
  });
}

/** Made where it is missing. No link is followed: it could lead to any file of this user. Throws as `openRegular` does. */
export function openToAppend(host: Host, file: string): number {
  const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW = 0 } = host.fs.constants;
  return openRegular(host, file, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
}

/** On a disk that is full a part may be written, and the next line must not be joined to it. */
function append(host: Host, descriptor: number, line: Buffer): void {
  const last = Buffer.from('\n');
  const { size } = host.fs.fstatSync(descriptor);
  if (size > 0) host.fs.readSync(descriptor, last, 0, 1, size - 1);
  const bytes = last.toString() === '\n' ? line : Buffer.concat([Buffer.from('\n'), line]);
  for (let done = 0; done < bytes.length; ) done += host.fs.writeSync(descriptor, bytes, done);
  host.fs.fsyncSync(descriptor);
}

function ignoreFolder(host: Host, folder: string): void {
  try {
    host.fs.writeFileSync(path.join(folder, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
