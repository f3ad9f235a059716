import type { Host } from '../../host.ts';
import type { GoodEntry } from './entry.ts';
import { type Manifest, parseManifest } from './manifest.ts';
import { repositoryAt } from './open.ts';

/**
 * Changes what is known of a whole backup: its check, its pin. At once or not at all. To be called with the target's lock
 * held. Throws where the change makes it no manifest.
 */
export async function rewriteManifest(
  host: Host,
  entry: GoodEntry,
  change: (manifest: Manifest) => Manifest,
): Promise<Manifest> {
  const manifest = parseManifest(change(entry.manifest));
  if (manifest.id !== entry.id) throw new Error('that manifest belongs to another backup');
  await (await repositoryAt(host, entry.repository)).rewrite(entry, manifest);
  return manifest;
}
