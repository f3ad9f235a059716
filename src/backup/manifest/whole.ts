/** What a backup in the list is worth. */

import { maybeSame, sameAddress, surelySame } from '../../target/identity.ts';
import type { TargetIdentity } from '../../types.ts';
import type { BackupEntry, GoodEntry } from '../repository/read.ts';
import { projectName } from './format.ts';
import type { BackupManifest } from './manifest.ts';

/** Those of a database that are not damaged, in the order given: made of it at any address, or of what was at its address. */
export function goodOf(entries: readonly BackupEntry[], identity: TargetIdentity): GoodEntry[] {
  return entries.filter(
    (entry): entry is GoodEntry => entry.state === 'good' && maybeSame(entry.manifest.target.identity, identity),
  );
}

/** Those of them that can stand for a new one, or be pushed out by one: a copy of a server's files is not among them. */
export function surelyOf(entries: readonly BackupEntry[], identity: TargetIdentity): GoodEntry[] {
  return goodOf(entries, identity).filter(({ manifest }) => surelySame(manifest.target.identity, identity));
}

/** Those at one address, whichever database was there. */
export function goodAt(entries: readonly BackupEntry[], identity: TargetIdentity): GoodEntry[] {
  return goodOf(entries, identity).filter(({ manifest }) => sameAddress(manifest.target.identity, identity));
}

/** Its payload is there and has bytes, and nothing of the database is missing from it. */
export function isWhole(entry: BackupEntry): boolean {
  if (entry.state !== 'good' || (entry.manifest.incomplete ?? []).length > 0) return false;
  return entry.manifest.files.some(({ path, size }) => path !== projectName && size > 0);
}

/** A copy of a database after it was emptied is whole, and yet no replacement for one with rows. */
export function holdsRows({ manifest }: GoodEntry): boolean {
  return manifest.tables.some((table) => table.rows > 0);
}

/** Made for what came next, and so a state to go back to; a scheduled one may have been made after an accident. */
export function isBeforeCommand({ manifest: { kind, why } }: GoodEntry): boolean {
  return kind === 'automatic' && why.reason.startsWith('before ');
}

export const beforeRestore = 'before restore';
export const beforeUndo = 'before undo';

/** The present state, backed up for a restore or an undo that is not known to have succeeded: most likely it is still here. */
export function isOfUnfinished({ manifest: { why, replacedAt } }: GoodEntry): boolean {
  return replacedAt === undefined && (why.reason === beforeRestore || why.reason === beforeUndo);
}

/** Made by a clock that was ahead, or seen by one that is behind: how old it is cannot be told. */
export function isFromFuture({ manifest }: GoodEntry, now: Date): boolean {
  return Date.parse(manifest.time) > now.getTime();
}

/** The words for a pin: `pinned`, `pinned until 2026-12-01: before migrate deploy`. */
export function pinText({ pinnedUntil, pinnedWhy }: BackupManifest): string {
  const until = pinnedUntil === undefined ? 'pinned' : `pinned until ${pinnedUntil.slice(0, 10)}`;
  return pinnedWhy === undefined ? until : `${until}: ${pinnedWhy}`;
}
