import { InterlockError } from '../../errors/interlock-error.ts';

export function backupFault(error: unknown, label: string): InterlockError {
  if (error instanceof InterlockError) return error;
  const reason = reasonOf(error);
  return new InterlockError('backup-failed', { why: `${label}: ${reason}.`, next: adviceFor(reason), cause: error });
}

export function restoreFault(error: unknown, label: string): InterlockError {
  if (error instanceof InterlockError) return error;
  const reason = reasonOf(error);
  return new InterlockError('restore-refused', {
    why: `${label}: ${reason}.`,
    next: adviceFor(reason),
    cause: error,
  });
}

export function isLocked(error: unknown): boolean {
  return /\b(locked|busy)\b/i.test(reasonOf(error));
}

/**
 * Of what SQLite itself says. A hot journal that a reader may not play back is no damage, and a file that is no database at
 * all may be anything.
 */
export function isDamage(error: unknown): boolean {
  return /malformed|quick_check says|disk I\/O error|unsupported file format/i.test(reasonOf(error));
}

/** What the program that made the file brings along, or what is damaged above its pages: they may be sound all the same. */
export function isAbovePages(error: unknown): boolean {
  return /no such (collation sequence|function|module|table)|unknown function|vtable constructor failed|no query solution/i.test(
    reasonOf(error),
  );
}

export function isFull(error: unknown): boolean {
  return /\bdisk is full\b|ENOSPC/i.test(reasonOf(error));
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function adviceFor(reason: string): string[] {
  if (/\b(locked|busy)\b/i.test(reason)) return ['Stop the programs that use this database, then try again.'];
  if (/full|ENOSPC/i.test(reason)) return ['Free some space on the disk, then try again.'];
  if (/unable to open|EACCES|EPERM|readonly/i.test(reason)) {
    return ['Check that the present user can read and write the file and its folder.'];
  }
  if (/not a database/i.test(reason)) {
    return [
      'It is encrypted, or something else than SQLite has made it: copy it by the program that can read it, with no writer at work.',
    ];
  }
  return ['`sqlite3 <file> "PRAGMA integrity_check"` tells what is wrong with a file.'];
}
