/** Names inside a repository. A folder without `partialPrefix` is whole: it was renamed last. */
import { randomBytes } from 'node:crypto';
import { posix, win32 } from 'node:path';
import type { TargetIdentity } from '../../types.ts';

export const formatVersion = 1;
export const partialPrefix = '.partial-';
/** And the number of the process that fills it. */
export const fetchedPrefix = `${partialPrefix}fetched-`;
export const manifestName = 'manifest.json';
/** In a backup, the project's own files as they were: schema and migrations. */
export const projectName = 'project.json';
export const locksFolder = '.locks';

const idPattern = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ_[a-z0-9-]+_[a-z0-9-]+_[a-z2-7]{4}$/;
const base32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** `2026-11-22T12-10-05Z_app_before-migrate-reset_k3f9`: sorts by time, and says what it is without being opened. */
export function newBackupId(at: Date, identity: TargetIdentity, reason: string): string {
  const time = `${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
  const random = Array.from(randomBytes(4), (byte) => base32[byte % 32]).join('');
  return `${time}_${slug(databaseName(identity), 'database')}_${slug(reason, 'backup')}_${random}`;
}

/** The last characters of an id, which stand for all of it wherever one is asked for: `k3f9`. */
export function shortId(id: string): string {
  return id.slice(id.lastIndexOf('_') + 1);
}

export function isBackupId(name: string): boolean {
  return idPattern.test(name);
}

function databaseName({ provider, database }: TargetIdentity): string {
  return provider === 'sqlite' ? posix.basename(win32.basename(database)) : database;
}

function slug(text: string, otherwise: string): string {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-');
  return words.slice(0, 40).replaceAll(/^-+|-+$/g, '') || otherwise;
}
