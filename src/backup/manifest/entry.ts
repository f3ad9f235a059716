import type { RepositoryPlace } from '../../policy/policy.ts';
import type { BackupManifest } from './manifest.ts';

/** A backup as a repository lists it. */
export type BackupEntry = GoodEntry | DamagedEntry;

/** Its manifest is valid and every file is there in its size; `verifyFiles` reads their contents too. */
export interface GoodEntry {
  readonly id: string;
  /** For messages: the payload is reached by `withPayload`. */
  readonly path: string;
  readonly repository: RepositoryPlace;
  readonly state: 'good';
  readonly manifest: BackupManifest;
  /** Sum of the payload's files, in bytes. */
  readonly size: number;
  /** Its tables, its objects and what it was made for are encrypted, and the key is not here. */
  readonly isSealed?: true;
}

export interface DamagedEntry {
  readonly id: string;
  readonly path: string;
  readonly state: 'damaged';
  /** A few words that go on from "it is damaged: ". */
  readonly why: string;
}

/** Newest first. */
export function sortEntries(entries: readonly BackupEntry[]): BackupEntry[] {
  return entries.toSorted((a, b) => (timeOf(a) < timeOf(b) ? 1 : timeOf(a) > timeOf(b) ? -1 : a.id < b.id ? 1 : -1));
}

/** A folder's name has whole seconds only; of a damaged one nothing better is known. */
function timeOf(entry: BackupEntry): string {
  if (entry.state === 'good') return entry.manifest.time;
  return `${entry.id.slice(0, 10)}T${entry.id.slice(11, 19).replaceAll('-', ':')}.000Z`;
}
