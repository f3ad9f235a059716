import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import { scrub } from '../../secrets/scrub.ts';
import type { Target } from '../../types.ts';
import { readAddress } from './address.ts';

export interface Subject {
  readonly label: string;
  readonly passwords: readonly string[];
}

export function backupFault(error: unknown, subject: Subject): InterlockError {
  return fault('backup-failed', error, subject);
}

export function restoreFault(error: unknown, subject: Subject): InterlockError {
  return fault('restore-refused', error, subject);
}

export function isMissingDatabase(error: unknown): boolean {
  return (error as { code?: string }).code === '3D000';
}

/**
 * Whether a file of the database itself cannot be read, or holds what cannot be: by the code of the server (data_corrupted,
 * index_corrupted, undefined_file, io_error; PostgreSQL, appendix A), or in its words, which is all that a tool hands on.
 */
export function isDamage(error: unknown): boolean {
  const { code = '', message = '' } = (error instanceof InterlockError ? error.cause : error) as {
    code?: string;
    message?: string;
  };
  return /^(XX00[12]|58P01|58030)$/.test(code) || damaged.test(message);
}

const damaged = new RegExp(
  [
    /invalid page in block|could not read blocks? \d|could not open file "(base|global|pg_)/,
    /missing chunk number|unexpected chunk number|compressed \w+ data is corrupt|invalid memory alloc request size/,
    /could not access status of transaction|unexpected data beyond EOF|tuple offset out of range|found xmin/,
    /is not a valid tuple|cache lookup failed for|could not find tuple for|contains unexpected zero page/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

function codeOf(error: Error): { code?: string } {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? { code } : {};
}

function fault(code: 'backup-failed' | 'restore-refused', error: unknown, subject: Subject): InterlockError {
  if (error instanceof InterlockError) return error;
  const reason = scrub(reasonOf(error), subject.passwords);
  return new InterlockError(code, {
    why: `${subject.label}: ${reason}.`,
    next: adviceFor(reason),
    cause: error instanceof Error ? Object.assign(new Error(reason), codeOf(error)) : undefined,
  });
}

function reasonOf(error: unknown): string {
  // Node gives one error for all addresses of a name, with an empty message.
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message || error.name : String(error);
}

const otherRole =
  'Or let "backup.restoreUrl" in prisma-interlock.json name the environment variable with the URL of a role that may.';

function adviceFor(reason: string): string[] {
  if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ENOENT|timeout|terminated unexpectedly/i.test(reason)) {
    return ['Check that the server runs and that the URL names it, then try again.'];
  }
  if (/authentication|password|pg_hba/i.test(reason)) return ['Check the user and the password in the URL.'];
  if (/permission denied to create database/i.test(reason)) {
    return ['A restore is made in a second database first: ALTER ROLE … CREATEDB for the user in the URL.', otherRole];
  }
  // Where it is forced the owner is no exception.
  if (/row-level security/i.test(reason)) {
    return ['Have an administrator run: ALTER ROLE … BYPASSRLS for the user in the URL.', otherRole];
  }
  if (/role .* does not exist/i.test(reason)) return ['Create this role first: roles are not part of a backup.'];
  if (/permission denied|must be (owner|superuser|member)/i.test(reason)) {
    return ['Use a user who may read and own everything in this database: its owner, or a superuser.', otherRole];
  }
  if (/No space left|disk full/i.test(reason)) return ['Free some space on the disk, then try again.'];
  if (/lock timeout|could not obtain lock/i.test(reason)) {
    return ['Another session holds a lock on a table. Wait until it is done, then try again.'];
  }
  return [];
}

/** Even a URL that cannot be read may hold a password, in any spelling. */
export function subjectOf({ host, target }: { readonly host: Host; readonly target: Target }): Subject {
  const url = target.url.reveal();
  try {
    return { label: target.label, passwords: [url, readAddress(host, target.url).password] };
  } catch {
    return { label: target.label, passwords: [url] };
  }
}
