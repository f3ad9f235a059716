/** Puts the schema and the migrations back to what they were when a backup was made. */
import path from 'node:path';
import type { Host } from '../../host.ts';
import { projectName } from '../manifest/format.ts';
import { type GoodEntry, withPayload } from '../repository/read.ts';
import { fromText, type ProjectFiles, readProject, unreadPaths } from './project-files.ts';

export interface FilesPlan {
  readonly root: string;
  /** By path in the project: its bytes then, undefined where it was not there. */
  readonly changes: ReadonlyMap<string, Buffer | undefined>;
  /** Files that differ too, and stay, each with the reason. */
  readonly left: ReadonlyMap<string, string>;
}

/** When a command ran; without an end it still does, or nobody knows. */
interface RunOf {
  readonly begun: Date;
  readonly ended: Date | undefined;
}

/**
 * What differs from the copy in the backup and was not changed by anybody since. `runs`: the guarded commands that are
 * undone, in their order; what was written after the first of them, and while none ran, is somebody's own work.
 */
export async function planFiles(
  host: Host,
  entry: GoodEntry,
  where: { readonly root: string; readonly schema?: string | undefined; readonly runs: readonly RunOf[] },
): Promise<FilesPlan> {
  const { root } = where;
  const nothing: FilesPlan = { root, changes: new Map(), left: new Map() };
  if (!entry.manifest.files.some((file) => file.path === projectName)) return nothing;
  const text = await withPayload(host, entry, async (folder) =>
    host.fs.promises.readFile(path.join(folder, projectName), 'utf8'),
  );
  const then = fromText(text);
  const now = readProject(host, root, where.schema);
  if (!now) return nothing;
  const names = differing(then, now);
  const made = new Date(entry.manifest.time);
  const committed = await committedSince(host, root, made, names);
  const changes = new Map<string, Buffer | undefined>();
  const left = new Map<string, string>();
  for (const [file, says] of unreadPaths(host, root)) {
    left.set(
      file,
      `it names the schema or the migrations by \`${says}\`, which is not read here: they stay as they are`,
    );
  }
  for (const name of names) {
    const file = path.join(root, name);
    const why = committed.has(name)
      ? 'git has a newer commit of it'
      : (writtenLater(host, file, where.runs) ?? (then.has(name) ? undefined : wasThere(host, file, made)));
    if (why) left.set(name, why);
    else changes.set(name, then.get(name));
  }
  return { root, changes, left };
}

/** Each file by a rename; a folder that becomes empty goes too. Throws what the file system throws. */
export async function putBack(host: Host, { root, changes }: FilesPlan): Promise<void> {
  const { promises } = host.fs;
  for (const [name, bytes] of changes) {
    const file = path.join(root, name);
    if (bytes === undefined) {
      await promises.rm(file, { force: true });
      await promises.rmdir(path.dirname(file)).catch(() => {});
      continue;
    }
    await promises.mkdir(path.dirname(file), { recursive: true });
    await promises.writeFile(`${file}.interlock-new`, bytes);
    await promises.rename(`${file}.interlock-new`, file);
  }
}

function differing(then: ProjectFiles, now: ProjectFiles): string[] {
  const names = new Set([...then.keys(), ...now.keys()]);
  return [...names].filter((name) => {
    const [was, is] = [then.get(name), now.get(name)];
    return !was || !is || !was.equals(is);
  });
}

function writtenLater(host: Host, file: string, runs: readonly RunOf[]): string | undefined {
  const stat = host.fs.lstatSync(file, { throwIfNoEntry: false });
  const ended = runs[0]?.ended;
  if (ended === undefined || stat === undefined) return undefined;
  // The end is recorded a moment after the last write, so waiting for a second is more than enough.
  const isBefore = (end: Date) => stat.mtimeMs <= end.getTime() + 1000;
  const isOfRun = ({ begun, ended: end }: RunOf) => begun.getTime() <= stat.mtimeMs && (!end || isBefore(end));
  return isBefore(ended) || runs.some(isOfRun) ? undefined : 'it was changed after the command';
}

/** A config that names it was added since, say: what the backup did not look at it does not take away either. */
function wasThere(host: Host, file: string, made: Date): string | undefined {
  const stat = host.fs.lstatSync(file, { throwIfNoEntry: false });
  return stat !== undefined && stat.ctimeMs < made.getTime() ? 'it is older than the backup' : undefined;
}

/** Where there is no git, or no repository, nothing was committed. */
async function committedSince(host: Host, root: string, since: Date, names: readonly string[]): Promise<Set<string>> {
  if (names.length === 0) return new Set();
  const { execa } = await host.execa();
  const args = [
    'log',
    `--since=${since.toISOString()}`,
    '--name-only',
    '--relative',
    '-z',
    '--format=',
    '--',
    ...names,
  ];
  const { stdout, exitCode } = await execa('git', args, { cwd: root, reject: false, stdin: 'ignore', timeout: 10_000 });
  return new Set(exitCode === 0 ? stdout.split('\0').map((name) => name.trim()) : []);
}
