/** A repository that is a plain folder: one folder a backup, whole as soon as it has its name. */
import { join } from 'node:path';
import type { Host } from '../../host.ts';
import type { BackupEntry, GoodEntry } from '../manifest/entry.ts';
import { isBackupId } from '../manifest/format.ts';
import { readManifest } from '../manifest/manifest.ts';
import type { OnRead, Repository } from './contract.ts';
import { hashFile, syncFolder } from './durable.ts';
import { folderNames, openFolder, removeFolder, replaceManifest } from './folder-files.ts';

export function folderRepository(host: Host, repository: string): Repository {
  return {
    deduplicates: false,
    isThere: async () => host.fs.existsSync(repository),
    open: () => openFolder(host, repository),
    async put(folder, { id }) {
      await host.fs.promises.rename(folder, join(repository, id));
      await syncFolder(host, repository);
    },
    async list() {
      const names = (await folderNames(host, repository)).filter(isBackupId);
      return Promise.all(names.map((name) => readEntry(host, repository, name)));
    },
    verify: (entry, onRead) => verify(host, entry, onRead),
    async fetch(entry, onRead) {
      const whole = verify(host, entry, onRead);
      return { folder: entry.path, whole, discard: () => whole.catch(() => {}) };
    },
    rewrite: (entry, manifest) => replaceManifest(host, entry.path, manifest),
    async remove(ids) {
      for (const id of ids) await removeFolder(host, repository, id);
    },
  };
}

async function readEntry(host: Host, repository: string, id: string): Promise<BackupEntry> {
  const path = join(repository, id);
  try {
    const manifest = await readManifest(host, path, id);
    for (const file of manifest.files) await needSize(host, path, file);
    const size = manifest.files.reduce((sum, file) => sum + file.size, 0);
    return { id, path, repository, state: 'good', manifest, size };
  } catch (error) {
    return { id, path, state: 'damaged', why: (error as Error).message };
  }
}

/** Throws an `Error` that says in a few words that the file is not there in its size. */
export async function needSize(host: Host, folder: string, file: { path: string; size: number }): Promise<void> {
  const stat = await host.fs.promises.lstat(join(folder, file.path)).catch(() => undefined);
  if (!stat?.isFile()) throw new Error(`its file ${file.path} is not there`);
  if (stat.size !== file.size) throw new Error(`its file ${file.path} has ${stat.size} bytes in place of ${file.size}`);
}

async function verify(host: Host, entry: GoodEntry, onRead?: OnRead): Promise<void> {
  for (const file of entry.manifest.files) {
    if ((await hashFile(host, join(entry.path, file.path), onRead)) !== file.sha256) {
      throw new Error(`its file ${file.path} was changed after it was written`);
    }
  }
}
