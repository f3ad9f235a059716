import type { Host } from '../../host.ts';
import { repositoryAt } from '../repository/open.ts';
import type { GoodEntry } from './entry.ts';
import { type BackupManifest, parseManifest } from './manifest.ts';

/**
 * Changes what is known of a whole backup, as the repository holds it now: its check, its pin. At once or not at all. To be
 * called with the target's lock held. Throws where the change makes it no manifest, or the backup is gone.
 */
export async function rewriteManifest(
  host: Host,
  { id, repository: place }: Pick<GoodEntry, 'id' | 'repository'>,
  change: (manifest: BackupManifest) => BackupManifest,
): Promise<BackupManifest> {
  const repository = await repositoryAt(host, place);
  const entry = (await repository.list()).find((one) => one.id === id);
  if (entry?.state !== 'good') throw new Error(entry ? entry.why : 'it is gone');
  const manifest = parseManifest(change(entry.manifest));
  if (manifest.id !== id) throw new Error('that manifest belongs to another backup');
  await repository.rewrite(entry, manifest);
  return manifest;
}
