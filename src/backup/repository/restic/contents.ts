/** What lies in a snapshot: its manifest, kept on this machine once it was read, and its payload. */
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { manifestName } from '../../manifest/format.ts';
import { type Manifest, parseManifest } from '../../manifest/manifest.ts';
import { parseManifestText } from '../../manifest/manifest-text.ts';
import { writeDurably } from '../durable.ts';
import { openFolder } from '../folder-files.ts';
import { chainFolder } from './deltas/chain.ts';
import { rebuildFiles } from './deltas/rebuild.ts';
import { harm } from './reach.ts';
import type { Restic } from './run.ts';
import type { Snapshot } from './snapshots.ts';

type Place = Pick<Snapshot, 'id' | 'tree'>;
type FileSum = Manifest['files'][number];

/** As it was written. Throws an `Error` in a few words where it is no manifest. */
export async function readManifestIn(restic: Restic, snapshot: Place): Promise<Manifest> {
  const { host, place } = restic;
  const folder = join(place.staging, 'manifests');
  const file = join(folder, `${snapshot.tree}.json`);
  const kept = await host.fs.promises.readFile(file, 'utf8').catch(() => undefined);
  const known = kept === undefined ? undefined : parsed(kept);
  if (known) return known;
  const text = await restic
    .text(['dump', '--no-lock', '--quiet', snapshot.id, `/${manifestName}`])
    .catch(async (error: unknown) => Promise.reject(await harm(restic, error, 'its manifest cannot be read')));
  const manifest = parsed(text);
  if (!manifest) throw new Error('its manifest is not valid');
  await keep(restic, folder, file, text);
  return manifest;
}

/** Reads every byte of the payload, and writes it into `folder` where one is named. */
export async function readFiles(
  restic: Restic,
  { id, chain }: Pick<Snapshot, 'id' | 'chain'>,
  { files }: Pick<Manifest, 'files'>,
  folder?: string,
): Promise<void> {
  if (chain === 'unreadable') throw new Error('how its files are stored cannot be told');
  const isChained = ({ path }: FileSum) => chain?.files.includes(path) ?? false;
  const isWhole = (file: FileSum) => !isChained(file) || chain?.number === 0;
  for (const file of files.filter(isWhole)) {
    const place = isChained(file) ? `/${chainFolder}/0/${file.path}` : `/${file.path}`;
    await readFile(restic, id, place, file, folder);
  }
  const others = files.filter((file) => !isWhole(file));
  if (chain && others.length > 0) {
    await rebuildFiles(restic, { snapshot: id, number: chain.number, files: others }, folder);
  }
}

async function readFile(restic: Restic, id: string, place: string, { path, sha256 }: FileSum, folder?: string) {
  const { fs } = restic.host;
  const hash = createHash('sha256');
  const file = folder === undefined ? undefined : join(folder, path);
  if (file !== undefined) await fs.promises.mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const sink = () => (file === undefined ? nowhere() : fs.createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  await restic
    .run(['dump', '--no-lock', '--quiet', id, place], {
      read: (stdout) => pipeline(stdout, hashing(hash), sink()),
    })
    .catch(async (error: unknown) => Promise.reject(await harm(restic, error, `its file ${path} cannot be read`)));
  if (hash.digest('hex') !== sha256) throw new Error(`its file ${path} was changed after it was written`);
}

function parsed(text: string): Manifest | undefined {
  try {
    return parseManifest(parseManifestText(text));
  } catch {
    return undefined;
  }
}

/** Only to be quicker the next time. */
async function keep({ host }: Restic, folder: string, file: string, text: string): Promise<void> {
  const fresh = `${file}.${host.pid}`;
  try {
    await openFolder(host, folder);
    await writeDurably(host, fresh, text);
    await host.fs.promises.rename(fresh, file);
  } catch {
    await host.fs.promises.rm(fresh, { force: true }).catch(() => {});
  }
}

function hashing(hash: ReturnType<typeof createHash>): Transform {
  return new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
