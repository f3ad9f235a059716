import type { Host } from '../../host.ts';
import type { GoodEntry } from './entry.ts';
import { type Manifest, parseManifest } from './manifest.ts';
import { repositoryAt } from './open.ts';

/** Changes what is known of a backup: its check, its pin. The target's lock is held. */
export async function rewriteManifest(host: Host, entry: GoodEntry, manifest: Manifest): Promise<void> {
  if (manifest.id !== entry.id) throw new Error('that manifest belongs to another backup');
  await (await repositoryAt(host, entry.repository)).rewrite(entry, parseManifest(manifest));
}
