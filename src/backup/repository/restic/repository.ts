/** A repository of restic's: S3, GCS, Azure, SFTP, REST, a folder; encrypted, and what is alike stored once. */
import type { Host } from '../../../host.ts';
import type { ResticRepository } from '../../../policy/policy.ts';
import { identityKey } from '../../../target/identity.ts';
import type { BackupEntry, GoodEntry } from '../../manifest/entry.ts';
import { type BackupManifest, parseManifest } from '../../manifest/manifest.ts';
import type { Repository } from '../contract.ts';
import { fetchInto } from '../fetched.ts';
import { openFolder } from '../folder-files.ts';
import { pathOf } from '../place.ts';
import { readFiles, readManifestIn } from './contents.ts';
import { cacheOf, dropCache } from './deltas/cache.ts';
import type { Chain } from './deltas/chain.ts';
import { putWithDeltas } from './deltas/put.ts';
import { findXdelta } from './deltas/xdelta.ts';
import { whenUnlocked } from './locks.ts';
import { isThere, needPassword, resticFault, saysThereIsNone } from './reach.ts';
import { findRestic, type Restic } from './run.ts';
import {
  chainTag,
  changesTag,
  type ResticSnapshot,
  readSnapshots,
  tagsOf,
  unprovedTags,
  withChanges,
} from './snapshots.ts';

export function resticRepository(host: Host, place: ResticRepository): Repository {
  needPassword(host, place);
  const restic = findRestic(host, place);
  const faulty = (error: unknown) => Promise.reject(resticFault(restic, error));
  const guard = <T>(run: () => Promise<T>): Promise<T> => run().catch(faulty);
  return {
    deduplicates: true,
    isThere: () => guard(() => isThere(restic)),
    open: () => guard(() => open(restic)),
    put: (folder, manifest) => guard(() => put(restic, folder, manifest)),
    list: () => guard(() => list(restic)),
    verify: (entry) => guard(async () => readFiles(restic, await find(restic, entry), entry.manifest)),
    fetch: (entry) =>
      guard(async () => {
        const snapshot = await find(restic, entry);
        return fetchInto(host, place.staging, (folder) => readFiles(restic, snapshot, entry.manifest, folder));
      }),
    rewrite: (entry, manifest) => guard(() => rewrite(restic, entry, manifest)),
    remove: (ids) => guard(() => remove(restic, ids)),
  };
}

async function open(restic: Restic): Promise<void> {
  if (restic.place.deltas) findXdelta(restic.host);
  await openFolder(restic.host, restic.place.staging);
  if (!(await isThere(restic))) await restic.run(['init', '--quiet']);
}

async function put(restic: Restic, folder: string, manifest: BackupManifest): Promise<void> {
  const { host, place } = restic;
  const take = (from: string, chain: Chain | undefined) => store(restic, from, manifest, chain);
  if (place.deltas) return putWithDeltas(restic, folder, manifest, take);
  await dropCache(host, cacheOf(place, identityKey(manifest.target.identity)));
  await take(folder, undefined);
}

/**
 * The snapshot counts once its tag `unproved` is gone: after every byte was read back and restic's own check found
 * nothing. One that a killed command left goes with the next backup of the same target from this machine.
 */
async function store(
  restic: Restic,
  folder: string,
  manifest: BackupManifest,
  chain: Chain | undefined,
): Promise<void> {
  const marks = unprovedTags(restic.host.pid);
  const tags = [...tagsOf(manifest), ...chainTag(chain), ...marks].flatMap((tag) => ['--tag', tag]);
  const words = ['backup', '.', '--quiet', ...tags, '--host', restic.host.hostname()];
  await whenUnlocked(restic, () => restic.run(words, { cwd: folder }));
  try {
    const snapshot = (await readSnapshots(restic)).find((each) => each.backup === manifest.id);
    if (!snapshot) throw new Error('restic wrote no snapshot');
    const stored = await readManifestIn(restic, snapshot);
    if (JSON.stringify(stored) !== JSON.stringify(manifest)) throw new Error('restic gave back another manifest');
    await readFiles(restic, snapshot, manifest);
    await whenUnlocked(restic, () => restic.run(['check', '--with-cache', '--quiet']));
    const removed = marks.flatMap((mark) => ['--remove', mark]);
    await whenUnlocked(restic, () => restic.run(['tag', '--quiet', ...removed, snapshot.id]));
    // restic has no complaint about a snapshot that somebody removed meanwhile.
    const all = await readSnapshots(restic);
    if (!all.some((each) => isOf(each, manifest))) throw new Error(gone);
    const left = all.filter((each) => isLeft(restic.host, each, identityKey(manifest.target.identity)));
    if (left.length > 0) await forget(restic, left).catch(() => {});
  } catch (error) {
    await remove(restic, [manifest.id]).catch(() => {});
    throw error;
  }
}

/** Another checkout on this machine may be at work on the target: its lock is not ours. */
function isLeft(host: Host, { isProved, hostname, target, writer }: ResticSnapshot, ours: string): boolean {
  if (isProved || hostname !== host.hostname() || target !== ours) return false;
  return writer === undefined || !host.isAlive(writer);
}

async function list(restic: Restic): Promise<BackupEntry[]> {
  const snapshots = await readSnapshots(restic).catch((error: unknown) => {
    if (saysThereIsNone(error)) return [];
    throw error;
  });
  const proved = snapshots.filter((each) => each.isProved);
  // A change of tags that was killed leaves two of the same contents; either will do.
  const byId = new Map(proved.map((each) => [each.backup, each]));
  const entries: BackupEntry[] = [];
  for (const snapshot of byId.values()) entries.push(await readEntry(restic, snapshot));
  return entries;
}

async function readEntry(restic: Restic, snapshot: ResticSnapshot): Promise<BackupEntry> {
  const id = snapshot.backup;
  const path = pathOf(restic.place, id);
  let written: BackupManifest;
  try {
    written = await readManifestIn(restic, snapshot);
  } catch (error) {
    if (error instanceof Error && error.name !== 'InterlockError') {
      return { id, path, state: 'damaged', why: error.message };
    }
    throw error;
  }
  if (snapshot.chain === 'unreadable')
    return { id, path, state: 'damaged', why: 'how its files are stored cannot be told' };
  try {
    const manifest = parseManifest(withChanges(written, snapshot.changes));
    if (manifest.id !== id) return { id, path, state: 'damaged', why: 'its manifest belongs to another backup' };
    const size = manifest.files.reduce((sum, file) => sum + file.size, 0);
    return { id, path, repository: restic.place, state: 'good', manifest, size };
  } catch {
    return { id, path, state: 'damaged', why: 'what was changed of its manifest is not valid' };
  }
}

const gone = 'it is no longer in the repository';

async function find(restic: Restic, entry: Pick<GoodEntry, 'id'>): Promise<ResticSnapshot> {
  const snapshot = (await readSnapshots(restic)).find((each) => isOf(each, entry));
  if (!snapshot) throw new Error(gone);
  return snapshot;
}

function isOf({ backup, isProved }: ResticSnapshot, { id }: Pick<GoodEntry, 'id'>): boolean {
  return isProved && backup === id;
}

/** restic writes the snapshot with the new tags before it removes the one with the old. */
async function rewrite(restic: Restic, entry: GoodEntry, manifest: BackupManifest): Promise<void> {
  const snapshot = await find(restic, entry);
  if (snapshot.chain === 'unreadable') throw new Error('how its files are stored cannot be told');
  const changes = changesTag(await readManifestIn(restic, snapshot), manifest);
  const tags = [...tagsOf(manifest), ...chainTag(snapshot.chain), ...changes];
  const words = ['tag', '--quiet', ...tags.flatMap((tag) => ['--set', tag]), snapshot.id];
  await whenUnlocked(restic, () => restic.run(words));
  await find(restic, entry);
}

async function remove(restic: Restic, ids: readonly string[]): Promise<void> {
  const doomed = (await readSnapshots(restic)).filter((each) => ids.includes(each.backup));
  if (doomed.length > 0) await forget(restic, doomed);
}

/** The snapshots first, then the data that no snapshot needs: one that is killed in between has removed whole ones. */
async function forget(restic: Restic, doomed: readonly ResticSnapshot[]): Promise<void> {
  await whenUnlocked(restic, () => restic.run(['forget', '--quiet', ...doomed.map(({ id }) => id)]));
  await whenUnlocked(restic, () => restic.run(['prune', '--quiet']));
}
