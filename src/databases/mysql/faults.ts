import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import type { Target } from '../../types.ts';

interface Subject {
  readonly host: Host;
  readonly target: Target;
}

import { scrub } from '../../secrets/scrub.ts';
import { readAddress } from './address.ts';

export function backupFault(error: unknown, context: Subject): InterlockError {
  return fault('backup-failed', error, context);
}

export function restoreFault(error: unknown, context: Subject): InterlockError {
  return fault('restore-refused', error, context);
}

/** ER_BAD_DB_ERROR */
export function isMissingDatabase(error: unknown): boolean {
  return (error as { errno?: number }).errno === 1049;
}

/** What went wrong, in the server's or the tool's words, without passwords. */
export function reasonOf(error: unknown, context: Subject): string {
  return scrub(wordsOf(error), passwordsOf(context));
}

/** ER_NOT_KEYFILE, ER_INDEX_CORRUPT: what the server says of pages of a table that it cannot read. */
const damaged = [1034, 1712];

/**
 * Whether the server says that a table's pages are damaged, by itself or through a tool, which hands on no more than its words.
 * The same is said of a temporary table where the disk is full: that is no damage. Nor is, here, a file that is gone.
 */
export function isDamage(error: unknown): boolean {
  const { errno, message = '' } = (error instanceof InterlockError ? error.cause : error) as {
    errno?: number;
    message?: string;
  };
  const said = errno ?? Number(/(?:Got error: |Error |ERROR )(\d+)\b/.exec(message)?.[1]);
  return damaged.includes(said) && !message.includes('#sql');
}

function errnoOf(error: unknown): { errno?: number } {
  const { errno } = error as { errno?: unknown };
  return typeof errno === 'number' ? { errno } : {};
}

function fault(code: 'backup-failed' | 'restore-refused', error: unknown, context: Subject): InterlockError {
  if (error instanceof InterlockError) return error;
  const reason = reasonOf(error, context);
  return new InterlockError(code, {
    why: `${context.target.label}: ${reason}.`,
    next: adviceFor(reason),
    cause: Object.assign(new Error(reason), errnoOf(error)),
  });
}

function wordsOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(wordsOf).join('; ');
  return error instanceof Error ? error.message || error.name : String(error);
}

function passwordsOf({ host, target }: { readonly host: Host; readonly target: Target }): string[] {
  const url = target.url.reveal();
  try {
    return [url, readAddress(host, target.url).password];
  } catch {
    return [url];
  }
}

export function adviceFor(reason: string): string[] {
  if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ENOENT|timeout|closed/i.test(reason)) {
    return ['Check that the server runs and that the URL names it, then try again.'];
  }
  if (/Access denied for user .*to database/i.test(reason)) {
    return ['Give the user in the URL the rights on this database; see the message above.'];
  }
  if (/Access denied for user/i.test(reason)) return ['Check the user and the password in the URL.'];
  if (/command denied|privilege/i.test(reason)) {
    return ['Use a user who may read everything in this database: SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES.'];
  }
  if (/No space left|disk.* full|ENOSPC/i.test(reason)) return ['Free some space on the disk, then try again.'];
  if (/Lock wait timeout/i.test(reason))
    return ['Another session holds a lock. Wait until it is done, then try again.'];
  return [];
}
