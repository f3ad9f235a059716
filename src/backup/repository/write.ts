/**
 * How a backup gets into the repository. The order is the promise: payload, sync, inspection, manifest, sync,
 * and the rename last. A process that is killed anywhere leaves a `.partial-` folder or a whole backup.
 */
import { dirname, join, relative, sep } from 'node:path';
import type { Host } from '../../host.ts';
import type { Backup } from '../../types.ts';
import type { BackupEngine, Dump, EngineContext } from '../contract.ts';
import { formatVersion, manifestName, partialPrefix, projectName } from './format.ts';
import { type Manifest, parseManifest } from './manifest.ts';
import { hashFile } from './read.ts';

export interface WriteRequest {
  readonly repository: string;
  readonly id: string;
  readonly engine: BackupEngine;
  readonly context: EngineContext;
  readonly kind: Manifest['kind'];
  readonly why: Manifest['why'];
  /** What `readProject` found, to be kept beside the payload. */
  readonly project?: string | undefined;
}

/** The repository's folder, private to its owner, and ignored by git wherever it is. */
export async function openRepository(host: Host, repository: string): Promise<void> {
  const { promises } = host.fs;
  // With `recursive` Node says ENOENT of a disk that is read-only; without it, it says why.
  await promises.mkdir(repository, { recursive: true, mode: 0o700 }).catch(() => promises.mkdir(repository, 0o700));
  const ignore = join(repository, '.gitignore');
  if (!host.fs.existsSync(ignore)) await promises.writeFile(ignore, '*\n', { mode: 0o600 });
}

/** To be called with the target's lock held. Leaves nothing behind where it throws. */
export async function writeBackup(request: WriteRequest): Promise<Backup> {
  const { host } = request.context;
  const { promises } = host.fs;
  const partial = join(request.repository, `${partialPrefix}${request.id}`);
  const path = join(request.repository, request.id);
  try {
    await promises.mkdir(partial, { mode: 0o700 });
    const manifest = await fill(partial, request);
    await promises.rename(partial, path);
    await syncFolder(host, request.repository);
    return { id: request.id, path, size: manifest.files.reduce((sum, file) => sum + file.size, 0) };
  } catch (error) {
    await promises.rm(partial, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

async function fill(partial: string, request: WriteRequest): Promise<Manifest> {
  const { engine, context } = request;
  const { host, target } = context;
  const begun = host.now();
  const dump = await engine.dump(context, partial);
  await keepOnly(host, partial, dump.files);
  const { project } = request;
  if (project !== undefined) await host.fs.promises.writeFile(join(partial, projectName), project, { mode: 0o600 });
  const parts = [...dump.files, ...(project === undefined ? [] : [projectName])];
  // Both only read, and each waits for the disk as much as for the processor.
  const [files] = await Promise.all([
    Promise.all(parts.map((file) => describeFile(host, partial, file))),
    engine.inspect(context, partial, dump),
  ]);
  const manifest = parseManifest({
    format: formatVersion,
    id: request.id,
    time: begun.toISOString(),
    kind: request.kind,
    pinned: false,
    why: request.why,
    target: { identity: target.identity, label: target.label },
    engine: engine.name,
    ...describeDump(dump),
    files,
    check: 'inspected',
    durationMs: Math.max(0, host.now().getTime() - begun.getTime()),
  });
  await writeDurably(host, join(partial, manifestName), `${JSON.stringify(manifest, undefined, 2)}\n`);
  await syncFolder(host, partial);
  return manifest;
}

function describeDump({ serverVersion, tool, tables, objects, snapshot, excluded }: Dump): object {
  return { serverVersion, tool: tool ?? null, tables, objects, snapshot, excluded };
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

async function describeFile(host: Host, folder: string, path: string): Promise<Manifest['files'][number]> {
  const whole = join(folder, path);
  const handle = await host.fs.promises.open(whole, 'r+');
  try {
    await sync(host, handle.fd);
    const { size } = await handle.stat();
    await syncFolder(host, dirname(whole));
    return { path, size, sha256: await hashFile(host, whole) };
  } finally {
    await handle.close();
  }
}

export async function writeDurably(host: Host, path: string, text: string): Promise<void> {
  const handle = await host.fs.promises.open(path, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await sync(host, handle.fd);
  } finally {
    await handle.close();
  }
}

/** Makes the names in a folder durable. Windows cannot open a folder, and keeps its names durable by itself. */
export async function syncFolder(host: Host, folder: string): Promise<void> {
  if (host.platform === 'win32') return;
  const handle = await host.fs.promises.open(folder, 'r');
  try {
    await sync(host, handle.fd);
  } finally {
    await handle.close();
  }
}

/** By the descriptor: the file handles of Yarn's Plug'n'Play do not implement it (4.18). */
function sync(host: Host, descriptor: number): Promise<void> {
  return new Promise((resolve, reject) => {
    host.fs.fsync(descriptor, (error) => (error ? reject(error) : resolve()));
  });
}
