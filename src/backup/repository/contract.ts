/**
 * Where backups are kept. One implementation a kind of place; one suite in test/backup runs every engine against all.
 * Whoever changes something holds the target's lock.
 */
import type { BackupEntry, GoodEntry } from '../manifest/entry.ts';
import type { BackupManifest } from '../manifest/manifest.ts';

export interface Repository {
  /** Whether it stores what is alike once, which a compressed payload would hide from it. */
  readonly deduplicates: boolean;
  /** False where there is none; throws where that cannot be told. */
  isThere(): Promise<boolean>;
  /** Makes the repository where there is none. */
  open(): Promise<void>;
  /**
   * Takes over a finished local folder: payload, inspected, with its manifest, all synced. It is whole and durable
   * in the repository when this returns, read back, and nothing of it is listed where this throws.
   */
  put(folder: string, manifest: BackupManifest): Promise<void>;
  /** In any order. Empty where there is no repository; throws where that cannot be told. */
  list(): Promise<BackupEntry[]>;
  /** Reads every byte. Throws an `Error` that says in a few words what is not as it was written. */
  verify(entry: GoodEntry, onRead?: OnRead): Promise<void>;
  /** A local folder with the payload. Throws as `verify`. */
  fetch(entry: GoodEntry, onRead?: OnRead): Promise<Fetched>;
  /** Puts another manifest in the place of a backup's own, at once or not at all. */
  rewrite(entry: GoodEntry, manifest: BackupManifest): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
}

/** `bytes`: that were read since the last time. Where another program reads it is not called. */
export type OnRead = (bytes: number) => void;

export interface Fetched {
  readonly folder: string;
  /** Settles when every byte has been compared with the manifest; rejects as `verify` throws. */
  readonly whole: Promise<void>;
  /** Removes the folder where it is a copy; never throws. */
  discard(): Promise<void>;
}
