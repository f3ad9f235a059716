import { dirname, join } from 'node:path';
import { ToolFailure } from '../../../../databases/tools/run-tool.ts';
import { InterlockError } from '../../../../errors/interlock-error.ts';
import type { Manifest } from '../../../manifest/manifest.ts';
import { hashFile } from '../../durable.ts';
import { fetchInto } from '../../fetched.ts';
import { harm } from '../reach.ts';
import type { Restic } from '../run.ts';
import { chainFolder } from './chain.ts';
import { followChain } from './follow-chain.ts';
import { findXdelta, isForWant, RebuildFault } from './xdelta.ts';

/**
 * Puts files together that a snapshot holds as number `number` of a chain, and moves them into `folder` where one is named.
 * Throws an `Error` in a few words where one does not come out as it was written, and `tool-missing`.
 */
export async function rebuildFiles(
  restic: Restic,
  { snapshot, number, files }: { snapshot: string; number: number; files: Manifest['files'] },
  folder?: string,
): Promise<void> {
  const { host, place } = restic;
  const { promises } = host.fs;
  const xdelta = findXdelta(host);
  const { folder: work, discard } = await fetchInto(host, place.staging, (to) => restore(restic, snapshot, to, files));
  try {
    const scratch = join(work, 'scratch');
    await promises.mkdir(scratch, { mode: 0o700 });
    for (const { path, sha256 } of files) {
      const follow = { chain: join(work, chainFolder), path, number, scratch, spends: true };
      const whole = await followChain(host, xdelta, follow).catch((error: unknown) => {
        throw error instanceof InterlockError ? error : unreadable(files, error, path);
      });
      if ((await hashFile(host, whole)) !== sha256)
        throw new Error(`its file ${path} was changed after it was written`);
      if (folder === undefined) await promises.rm(whole);
      else {
        await promises.mkdir(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
        await promises.rename(whole, join(folder, path));
      }
    }
  } finally {
    await discard();
  }
}

/** All of the chain in one call: each derives restic's key anew. */
async function restore(restic: Restic, snapshot: string, to: string, files: Manifest['files']): Promise<void> {
  const words = ['restore', snapshot, '--no-lock', '--quiet', '--target', to, '--include', `/${chainFolder}`];
  await restic.run(words).catch(async (error: unknown) => {
    if (error instanceof ToolFailure && isForWant(error.message)) {
      throw new RebuildFault('There is no space left for its base and its deltas.', error);
    }
    throw await harm(restic, error, unreadable(files, error).message);
  });
}

function unreadable(files: Manifest['files'], cause: unknown, path = files.map((file) => file.path).join(' or ')) {
  return new Error(`its file ${path} cannot be read`, { cause });
}
