/** What a repository holds. A backup that cannot be trusted is listed with the reason, and never stops the listing. */
import type { Host } from '../../host.ts';
import type { RepositoryPlace } from '../../policy/policy.ts';
import type { Tell } from '../../ui/step.ts';
import { type BackupEntry, type GoodEntry, sortEntries } from '../manifest/entry.ts';
import { partialPrefix } from '../manifest/format.ts';
import { folderNames } from './folder-files.ts';
import { repositoryAt } from './open.ts';
import { localFoldersOf } from './place.ts';

export type { BackupEntry, GoodEntry } from '../manifest/entry.ts';

/** Newest first. Empty where there is no repository yet. */
export async function listBackups(host: Host, place: RepositoryPlace): Promise<BackupEntry[]> {
  return sortEntries(await (await repositoryAt(host, place)).list());
}

/** Whether there is a repository at all. Throws where that cannot be told. */
export async function isRepositoryThere(host: Host, place: RepositoryPlace): Promise<boolean> {
  return (await repositoryAt(host, place)).isThere();
}

/** Names of folders that were never finished, or whose removal was not. */
export async function listPartials(host: Host, place: RepositoryPlace): Promise<string[]> {
  const names = await Promise.all(localFoldersOf(place).map((folder) => folderNames(host, folder)));
  return [...new Set(names.flat().filter((name) => name.startsWith(partialPrefix)))];
}

/** Throws an `Error` that says in a few words which file is not what the manifest says. */
export async function verifyFiles(host: Host, entry: GoodEntry, tell?: Tell): Promise<void> {
  await (await repositoryAt(host, entry.repository)).verify(entry, checking(entry, tell));
}

/**
 * Runs with a local folder that holds the payload, every byte as the manifest says; a copy is removed afterwards.
 * Throws as `verifyFiles` where it is not, before anything runs.
 */
export async function withPayload<T>(
  host: Host,
  entry: GoodEntry,
  run: (folder: string) => Promise<T>,
  tell?: Tell,
): Promise<T> {
  const whileRead = async (folder: string, whole: Promise<void>) => {
    await whole;
    return run(folder);
  };
  return withPayloadWhileRead(host, entry, whileRead, tell);
}

/** The same at once: `whole` settles when every byte has been compared, and `run` has to wait for that before it ends. */
export async function withPayloadWhileRead<T>(
  host: Host,
  entry: GoodEntry,
  run: (folder: string, whole: Promise<void>) => Promise<T>,
  tell?: Tell,
): Promise<T> {
  const repository = await repositoryAt(host, entry.repository);
  const { folder, whole, discard } = await repository.fetch(entry, checking(entry, tell));
  // Whoever waits for it sees the failure; until then it must not count as unhandled.
  whole.catch(() => {});
  try {
    return await run(folder, whole);
  } finally {
    await discard();
  }
}

/** Of the bytes that were written for the backup, which an encrypted one has some more of. */
function checking({ manifest }: GoodEntry, tell: Tell | undefined): (bytes: number) => void {
  const total = manifest.files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  return (bytes) => {
    done += bytes;
    tell?.({ phase: 'check of its files', done, total, unit: 'bytes' });
  };
}
