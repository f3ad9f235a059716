/** A payload as restic is to take it: its small files and the manifest as they are, and the chain of each large one. */
import { dirname, join } from 'node:path';
import type { Host } from '../../../../host.ts';
import { manifestName } from '../../../manifest/format.ts';
import type { BackupManifest } from '../../../manifest/manifest.ts';
import { type Chain, chainFolder, linksOf, predecessorOf } from './chain.ts';
import { followChain } from './follow-chain.ts';
import type { Xdelta } from './xdelta.ts';

/** In bytes, restic's own piece. What is smaller costs less than a delta would save. */
const large = 1 << 20;
/** Their names stand in a tag of the snapshot. */
const most = 64;

export interface Payload {
  readonly host: Host;
  /** As it was dumped, with its manifest. */
  readonly source: string;
  readonly manifest: BackupManifest;
  /** Those to be stored as a chain; none where it is not worth it. */
  readonly files: readonly string[];
}

export function payloadOf(host: Host, source: string, manifest: BackupManifest): Payload {
  const files = manifest.files.filter(({ size }) => size >= large).map(({ path }) => path);
  const isNamedLikeOurs = manifest.files.some(({ path }) => path.split('/')[0] === chainFolder);
  return { host, source, manifest, files: isNamedLikeOurs || files.length > most ? [] : files };
}

/** `to`: an empty folder. */
export async function stageBase(payload: Payload, to: string): Promise<Chain> {
  const { host, source, files } = payload;
  for (const path of files) await link(host, join(source, path), placeIn(to, 0, path));
  await stageRest(payload, to);
  return { number: 0, files: [...files] };
}

/**
 * As the number after `last`, whose chain lies in `cache`. Undefined where the deltas save less than half. Throws whatever
 * goes wrong with the cache or xdelta3.
 */
export async function stageDelta(
  payload: Payload,
  { xdelta, cache, last, to, scratch }: { xdelta: Xdelta; cache: string; last: Chain; to: string; scratch: string },
): Promise<Chain | undefined> {
  const { host, source, manifest, files } = payload;
  const number = last.number + 1;
  const before = predecessorOf(number);
  let [deltas, all] = [0, 0];
  for (const path of files) {
    for (const each of linksOf(before)) await link(host, join(cache, String(each), path), placeIn(to, each, path));
    const old = await followChain(host, xdelta, { chain: cache, path, number: before, scratch, spends: false });
    const delta = placeIn(to, number, path);
    await host.fs.promises.mkdir(dirname(delta), { recursive: true, mode: 0o700 });
    await xdelta.encode(old, join(source, path), delta);
    if (old.startsWith(scratch)) await host.fs.promises.rm(old);
    deltas += (await host.fs.promises.stat(delta)).size;
    all += manifest.files.find((file) => file.path === path)?.size ?? 0;
    if (deltas * 2 > all) return undefined;
  }
  await stageRest(payload, to);
  return { number, files: [...files] };
}

async function stageRest({ host, source, manifest, files }: Payload, to: string): Promise<void> {
  const rest = manifest.files.map(({ path }) => path).filter((path) => !files.includes(path));
  for (const path of [manifestName, ...rest]) await link(host, join(source, path), join(to, path));
}

function placeIn(folder: string, number: number, path: string): string {
  return join(folder, chainFolder, String(number), path);
}

/** A second name of the same file, which costs nothing; a copy where the disk has no such thing. */
async function link(host: Host, from: string, to: string): Promise<void> {
  const { promises, constants } = host.fs;
  await promises.mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await promises.link(from, to).catch(() => promises.copyFile(from, to, constants.COPYFILE_FICLONE));
}
