/** What a repository holds. A backup that cannot be trusted is listed with the reason, and never stops the listing. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Host } from '../../host.ts';
import { isBackupId, partialPrefix } from './format.ts';
import { type Manifest, readManifest } from './manifest.ts';

export type Entry = GoodEntry | DamagedEntry;

/** Its manifest is valid and every file is there in its size; `verifyFiles` reads their contents too. */
export interface GoodEntry {
  readonly id: string;
  readonly path: string;
  readonly state: 'good';
  readonly manifest: Manifest;
  /** Sum of the payload's files, in bytes. */
  readonly size: number;
}

interface DamagedEntry {
  readonly id: string;
  readonly path: string;
  readonly state: 'damaged';
  /** A few words that go on from "it is damaged: ". */
  readonly why: string;
}

/** Newest first. Empty where there is no repository yet. */
export async function listBackups(host: Host, repository: string): Promise<Entry[]> {
  const names = (await folderNames(host, repository)).filter(isBackupId);
  const entries = await Promise.all(names.map((name) => readEntry(host, repository, name)));
  return entries.sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : timeOf(a) > timeOf(b) ? -1 : a.id < b.id ? 1 : -1));
}

/** Folders that were never finished, or whose removal was not. */
export async function listPartials(host: Host, repository: string): Promise<string[]> {
  return (await folderNames(host, repository)).filter((name) => name.startsWith(partialPrefix));
}

/** Throws an `Error` that says in a few words which file is not what the manifest says. */
export async function verifyFiles(host: Host, entry: GoodEntry): Promise<void> {
  for (const file of entry.manifest.files) {
    if ((await hashFile(host, join(entry.path, file.path))) !== file.sha256) {
      throw new Error(`its file ${file.path} was changed after it was written`);
    }
  }
}

/** SHA-256, hex. */
export async function hashFile(host: Host, path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of host.fs.createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function readEntry(host: Host, repository: string, id: string): Promise<Entry> {
  const path = join(repository, id);
  try {
    const manifest = await readManifest(host, path, id);
    for (const file of manifest.files) {
      const stat = await host.fs.promises.lstat(join(path, file.path)).catch(() => undefined);
      if (!stat?.isFile()) throw new Error(`its file ${file.path} is not there`);
      if (stat.size !== file.size)
        throw new Error(`its file ${file.path} has ${stat.size} bytes in place of ${file.size}`);
    }
    const size = manifest.files.reduce((sum, file) => sum + file.size, 0);
    return { id, path, state: 'good', manifest, size };
  } catch (error) {
    return { id, path, state: 'damaged', why: (error as Error).message };
  }
}

async function folderNames(host: Host, repository: string): Promise<string[]> {
  try {
    const found = await host.fs.promises.readdir(repository, { withFileTypes: true });
    return found.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** A folder's name has whole seconds only; of a damaged one nothing better is known. */
function timeOf(entry: Entry): string {
  if (entry.state === 'good') return entry.manifest.time;
  return `${entry.id.slice(0, 10)}T${entry.id.slice(11, 19).replaceAll('-', ':')}.000Z`;
}
