/** What every repository does that is a folder. */
import { join } from 'node:path';
import type { Host } from '../../host.ts';
import { manifestName, partialPrefix } from '../manifest/format.ts';
import { toManifestText } from '../manifest/manifest-text.ts';
import { syncFolder, writeDurably } from './durable.ts';

/** Private to its owner, and ignored by git wherever it is. */
export async function openFolder(host: Host, folder: string): Promise<void> {
  const { promises } = host.fs;
  // With `recursive` Node says ENOENT of a disk that is read-only; without it, it says why.
  await promises.mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => promises.mkdir(folder, 0o700));
  const ignore = join(folder, '.gitignore');
  if (!host.fs.existsSync(ignore)) await promises.writeFile(ignore, '*\n', { mode: 0o600 });
}

/** Empty where there is no such folder. A link is none. */
export async function folderNames(host: Host, folder: string): Promise<string[]> {
  try {
    const found = await host.fs.promises.readdir(folder, { withFileTypes: true });
    return found.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Written beside, synced, renamed: whoever reads finds the old one or the new one. */
export async function replaceManifest(host: Host, folder: string, manifest: object): Promise<void> {
  const { promises } = host.fs;
  const fresh = join(folder, `.${manifestName}.new`);
  await promises.rm(fresh, { force: true });
  try {
    await writeDurably(host, fresh, toManifestText(manifest));
    await promises.rename(fresh, join(folder, manifestName));
  } catch (error) {
    await promises.rm(fresh, { force: true }).catch(() => {});
    throw error;
  }
  await syncFolder(host, folder);
}

/** First the name, then the contents: one that is killed in between leaves no folder that looks whole. */
export async function removeFolder(host: Host, repository: string, id: string): Promise<void> {
  const doomed = join(repository, `${partialPrefix}${id}`);
  await host.fs.promises.rename(join(repository, id), doomed);
  await host.fs.promises.rm(doomed, { recursive: true, force: true });
}
