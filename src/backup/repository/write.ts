/**
 * How a backup gets into the repository. The order is the promise: payload, sync, inspection, manifest, sync,
 * and the hand-over to the repository last. A process that is killed anywhere leaves a `.partial-` folder or a
 * whole backup.
 */
import { dirname, join, relative, sep } from 'node:path';
import type { FileHandle, Host } from '../../host.ts';
import type { RepositoryPlace } from '../../policy/policy.ts';
import type { Backup, Held } from '../../types.ts';
import { began } from '../../ui/step.ts';
import type { BackupEngine, Dump, EngineContext } from '../engines/contract.ts';
import { formatVersion, manifestName, partialPrefix, projectName } from '../manifest/format.ts';
import { type BackupManifest, parseManifest } from '../manifest/manifest.ts';
import { toManifestText } from '../manifest/manifest-text.ts';
import { sync, syncFolder, writeDurably } from './durable.ts';
import { openFolder } from './folder-files.ts';
import { hashBeside } from './hash-beside.ts';
import { repositoryAt } from './open.ts';
import { pathOf, stagingOf } from './place.ts';

export interface WriteRequest {
  readonly repository: RepositoryPlace;
  readonly id: string;
  readonly engine: BackupEngine;
  readonly context: EngineContext;
  readonly kind: BackupManifest['kind'];
  readonly why: BackupManifest['why'];
  /** Keeps it from retention for that long, counted from the beginning of the dump. */
  readonly pin?: Pin | undefined;
  /** What `readProject` found, to be kept beside the payload. */
  readonly project?: string | undefined;
}

export interface Pin {
  readonly days: number;
  /** A few words. */
  readonly why: string;
}

/** As a manifest says it. */
export function pinnedFrom(
  at: Date,
  { days, why }: Pin,
): Pick<BackupManifest, 'pinned' | 'pinnedUntil' | 'pinnedWhy' | 'pinnedBy'> {
  const pinnedUntil = new Date(at.getTime() + days * 86_400_000).toISOString();
  return { pinned: true, pinnedUntil, pinnedWhy: why, pinnedBy: 'command' };
}

/** Makes the repository where there is none, and the folder on this machine in which backups are made ready. */
export async function openRepository(host: Host, place: RepositoryPlace): Promise<void> {
  const staging = stagingOf(place);
  await openFolder(host, staging);
  if (typeof place !== 'string') await (await repositoryAt(host, place)).open();
}

/** A backup, and what its manifest says was there. */
export interface WrittenBackup extends Backup {
  readonly held: Held;
}

/** To be called with the target's lock held. Leaves nothing behind where it throws. */
export async function writeBackup(request: WriteRequest): Promise<WrittenBackup> {
  const { repository: place, id } = request;
  const { host } = request.context;
  const { promises } = host.fs;
  const partial = join(stagingOf(place), `${partialPrefix}${id}`);
  try {
    const repository = await repositoryAt(host, place);
    await promises.mkdir(partial, { mode: 0o700 });
    const manifest = await fill(partial, request, repository.deduplicates);
    await repository.put(partial, manifest);
    // A copy that is left goes with the next backup; this one is whole.
    if (typeof place !== 'string') await promises.rm(partial, { recursive: true, force: true }).catch(() => {});
    const size = manifest.files.reduce((sum, file) => sum + file.size, 0);
    return { id, path: pathOf(place, id), size, held: manifest };
  } catch (error) {
    await promises.rm(partial, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

async function fill(partial: string, request: WriteRequest, isPlain: boolean): Promise<BackupManifest> {
  const { engine } = request;
  const context = { ...request.context, isPlain };
  const { host, target } = context;
  const begun = host.now();
  const dump = await engine.dump(context, partial);
  await keepOnly(host, partial, dump.files);
  const { project } = request;
  if (project !== undefined) await host.fs.promises.writeFile(join(partial, projectName), project, { mode: 0o600 });
  const parts = [...dump.files, ...(project === undefined ? [] : [projectName])];
  const opened = await openAll(host, partial, parts);
  context.progress?.(began('read back'));
  // Both only read. What describes the files begins first, since an inspection may keep this thread until it is done.
  const [files] = await Promise.all([
    Promise.all(opened.map((file) => describeFile(host, file))),
    engine.inspect(context, partial, dump),
  ]).finally(() => Promise.all(opened.map(({ handle }) => handle.close())));
  const manifest = parseManifest({
    format: formatVersion,
    id: request.id,
    time: begun.toISOString(),
    kind: request.kind,
    ...(request.pin ? pinnedFrom(begun, request.pin) : { pinned: false }),
    why: request.why,
    target: { identity: target.identity, label: target.label },
    engine: engine.name,
    ...describeDump(dump),
    files,
    check: 'inspected',
    durationMs: Math.max(0, host.now().getTime() - begun.getTime()),
  });
  await writeDurably(host, join(partial, manifestName), toManifestText(manifest));
  await syncFolder(host, partial);
  return manifest;
}

function describeDump(dump: Dump): object {
  const { serverVersion, tool, tables, objects, snapshot, excluded, incomplete = [], mark } = dump;
  const known = { serverVersion, tool: tool ?? null, tables, objects, snapshot, excluded };
  // What could not be read says nothing of what is the same.
  return incomplete.length > 0 ? { ...known, incomplete } : { ...known, ...(mark !== undefined && { mark }) };
}

/** Private and durable, and without the scratch files of a dump tool. */
async function keepOnly(host: Host, folder: string, files: readonly string[]): Promise<void> {
  const { promises } = host.fs;
  for (const entry of await promises.readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await promises.chmod(path, 0o700);
    else if (!files.includes(relative(folder, path).replaceAll(sep, '/'))) await promises.rm(path);
  }
  for (const file of files) await promises.chmod(join(folder, file), 0o600);
}

interface OpenFile {
  /** Relative to the backup's folder. */
  readonly path: string;
  readonly whole: string;
  readonly handle: FileHandle;
}

async function openAll(host: Host, folder: string, paths: readonly string[]): Promise<OpenFile[]> {
  const opened: OpenFile[] = [];
  try {
    for (const path of paths) {
      const whole = join(folder, path);
      opened.push({ path, whole, handle: await host.fs.promises.open(whole, 'r+') });
    }
    return opened;
  } catch (error) {
    await Promise.all(opened.map(({ handle }) => handle.close()));
    throw error;
  }
}

async function describeFile(host: Host, { path, whole, handle }: OpenFile): Promise<BackupManifest['files'][number]> {
  // Without a wait, so that the hashing has begun when the caller goes on.
  const { size } = host.fs.fstatSync(handle.fd);
  const [sha256] = await Promise.all([
    hashBeside(host, whole, size),
    sync(host, handle.fd).then(() => syncFolder(host, dirname(whole))),
  ]);
  return { path, size, sha256 };
}
