import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Host } from '../../host.ts';
import { manifestName } from './format.ts';
import { type Manifest, parseManifest, readManifest } from './manifest.ts';
import { syncFolder, writeDurably } from './write.ts';

/**
 * Changes what a whole backup says of itself: a new file, synced, renamed over the old one. Whoever dies in between
 * leaves the old manifest. To be called with the target's lock held. Throws where the change makes it no manifest.
 */
export async function rewriteManifest(
  host: Host,
  folder: string,
  id: string,
  change: (manifest: Manifest) => Manifest,
): Promise<Manifest> {
  const { promises } = host.fs;
  const manifest = parseManifest(change(await readManifest(host, folder, id)));
  const fresh = join(folder, `.${manifestName}-${randomBytes(4).toString('hex')}`);
  try {
    await writeDurably(host, fresh, `${JSON.stringify(manifest, undefined, 2)}\n`);
    await promises.rename(fresh, join(folder, manifestName));
  } catch (error) {
    await promises.rm(fresh, { force: true }).catch(() => {});
    throw error;
  }
  await syncFolder(host, folder);
  return manifest;
}
