/** A backup as the next delta of its target's chain, or as a new base wherever that does not come to a good end. */
import { join } from 'node:path';
import { ToolFailure } from '../../../../databases/tools/run-tool.ts';
import { InterlockError } from '../../../../errors/interlock-error.ts';
import { identityKey } from '../../../manifest/format.ts';
import type { Manifest } from '../../../manifest/manifest.ts';
import { fetchInto } from '../../fetched.ts';
import type { Restic } from '../run.ts';
import { cacheOf, dropCache, keepCache, readCache } from './cache.ts';
import { type Chain, chainFolder, chainLength } from './chain.ts';
import { payloadOf, stageBase, stageDelta } from './stage.ts';
import { findXdelta, RebuildFault } from './xdelta.ts';

/** Has restic take over a folder, and proves what it took. Leaves nothing where it throws. */
type Store = (folder: string, chain: Chain | undefined) => Promise<void>;

export async function putWithDeltas(restic: Restic, source: string, manifest: Manifest, store: Store): Promise<void> {
  const { host, place } = restic;
  const payload = payloadOf(host, source, manifest);
  if (payload.files.length === 0) return store(source, undefined);
  const xdelta = findXdelta(host);
  const cache = cacheOf(place, identityKey(manifest.target.identity));
  const last = await readCache(host, cache);
  const canFollow = last !== undefined && last.number + 1 < chainLength && String(last.files) === String(payload.files);
  if (canFollow) {
    try {
      if (await put((to, scratch) => stageDelta(payload, { xdelta, cache, last, to, scratch }))) return;
    } catch (error) {
      // A repository that fails takes no base either, and the cache is as good as it was.
      if (isOfRestic(error)) throw error;
    }
    await dropCache(host, cache);
  }
  await put((to) => stageBase(payload, to));

  /** False where `stage` sees no sense in it. */
  async function put(stage: (to: string, scratch: string) => Promise<Chain | undefined>): Promise<boolean> {
    let chain: Chain | undefined;
    const { folder, discard } = await fetchInto(host, place.staging, async (work) => {
      for (const name of ['to', 'scratch']) await host.fs.promises.mkdir(join(work, name), { mode: 0o700 });
      chain = await stage(join(work, 'to'), join(work, 'scratch'));
    });
    try {
      if (!chain) return false;
      await store(join(folder, 'to'), chain);
      await keepCache(host, cache, chain, join(folder, 'to', chainFolder), join(folder, 'old'));
      return true;
    } finally {
      await discard();
    }
  }
}

function isOfRestic(error: unknown): boolean {
  if (error instanceof RebuildFault) return false;
  return error instanceof ToolFailure || error instanceof InterlockError;
}
