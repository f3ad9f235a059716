import type { BackupEngine, Contents, EngineContext } from '../engines/contract.ts';
import { asDump, type BackupManifest } from '../manifest/manifest.ts';

/**
 * What a restored copy must be equal to: what the manifest says, with the digests that it leaves to the payload. `folder`
 * holds that payload, every byte as the manifest says. A digest that nobody knows stays out, and is equal to none.
 */
export async function recordedContents(
  engine: BackupEngine,
  context: EngineContext,
  folder: string,
  manifest: BackupManifest,
): Promise<Contents> {
  if (hasDigests(manifest) || !engine.readPayload) return manifest;
  const { tables } = await engine.readPayload(context, folder, asDump(manifest));
  const digests = new Map(tables.map(({ name, digest }) => [name, digest]));
  return {
    objects: manifest.objects,
    tables: manifest.tables.map((table) => ({ ...table, digest: table.digest ?? digests.get(table.name) })),
  };
}

/** Whether all can be told from the manifest alone. */
export function hasDigests({ tables }: Pick<BackupManifest, 'tables'>): boolean {
  return tables.every(({ digest }) => digest !== undefined);
}
