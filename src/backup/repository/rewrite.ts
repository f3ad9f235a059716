/** The one way in which a manifest changes after its backup is whole. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Host } from '../../host.ts';
import { manifestName } from './format.ts';
import { type Manifest, parseManifest, readManifest } from './manifest.ts';
import type { GoodEntry } from './read.ts';
import { syncFolder, writeDurably } from './write.ts';

/**
 * To be called with the target's lock held. Reads the manifest anew and puts a changed one in its place: a process that
 * is killed anywhere leaves the old one or the new one. Throws where either is not valid.
 */
export async function rewriteManifest(
  host: Host,
  entry: GoodEntry,
  change: (manifest: Manifest) => Manifest,
): Promise<Manifest> {
  const { promises } = host.fs;
  const manifest = parseManifest(change(await readManifest(host, entry.path, entry.id)));
  const whole = join(entry.path, manifestName);
  const fresh = join(entry.path, `.new-${randomBytes(8).toString('hex')}`);
  try {
    await writeDurably(host, fresh, `${JSON.stringify(manifest, undefined, 2)}\n`);
    await promises.rename(fresh, whole);
    await syncFolder(host, entry.path);
    return manifest;
  } catch (error) {
    await promises.rm(fresh, { force: true }).catch(() => {});
    throw error;
  }
}
