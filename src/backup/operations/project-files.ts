/** The files of a project that Prisma's commands write: the schema and the migrations. A backup keeps them as they were. */
import path from 'node:path';
import * as v from 'valibot';
import type { Host } from '../../host.ts';
import { findConfigs } from '../../project/config-files.ts';
import { readPaths } from '../../project/config-paths.ts';

/** By path in the project, with `/`: the file's bytes. */
export type ProjectFiles = ReadonlyMap<string, Buffer>;

/** More than any schema or migration is; in bytes. What is larger, or a project with more, is not kept at all. */
const largest = { file: 1 << 20, all: 16 << 20, count: 10_000 };

const part = /^(?!\.{1,2}$)[^\\:\0/]+$/;
const stored = v.record(
  v.pipe(
    v.string(),
    v.check((name) => name.split('/').every((word) => part.test(word))),
  ),
  v.pipe(v.string(), v.base64()),
);

/** Undefined where not all could be read: an undo then leaves the files alone. `schema`: as given to `--schema`. */
export function readProject(host: Host, root: string, schema?: string): ProjectFiles | undefined {
  try {
    const found = new Map<string, Buffer>();
    let sum = 0;
    for (const file of listFiles(host, root, schema)) {
      const name = path.relative(root, file).replaceAll(path.sep, '/');
      if (!name.split('/').every((word) => part.test(word))) continue;
      const bytes = host.fs.readFileSync(file);
      sum += bytes.length;
      if (bytes.length > largest.file || sum > largest.all || found.size >= largest.count) return undefined;
      found.set(name, bytes);
    }
    return found;
  } catch {
    return undefined;
  }
}

export function toText(files: ProjectFiles | undefined): string | undefined {
  if (!files) return undefined;
  return `${JSON.stringify(Object.fromEntries([...files].map(([name, bytes]) => [name, bytes.toString('base64')])))}\n`;
}

/** Throws where it is not what `toText` wrote, or names a file outside of the project. */
export function fromText(text: string): ProjectFiles {
  const files = v.parse(stored, JSON.parse(text));
  return new Map(Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes, 'base64')]));
}

/** Links are not followed: what they lead to belongs to somebody else. */
function listFiles(host: Host, root: string, schema: string | undefined): string[] {
  const { fs } = host;
  const named = [...(schema ? [path.resolve(host.cwd, schema)] : []), ...configured(host, root)];
  const schemas = [
    ...named,
    ...['prisma/schema.prisma', 'schema.prisma', 'prisma/schema'].map((one) => path.join(root, one)),
  ];
  const files = new Set<string>();
  for (const place of schemas.filter((one) => one.startsWith(root + path.sep))) {
    const stat = fs.lstatSync(place, { throwIfNoEntry: false });
    if (stat?.isFile()) files.add(place);
    const isMigrations = path.basename(place).startsWith('migrations');
    if (stat?.isDirectory()) for (const file of below(host, place, isMigrations ? /./ : /\.prisma$/)) files.add(file);
    const folders = [path.dirname(place), ...(stat?.isDirectory() ? [place] : [])];
    for (const folder of folders) for (const file of below(host, path.join(folder, 'migrations'), /./)) files.add(file);
  }
  return [...files].sort();
}

/** Paths that a Prisma config or package.json names, from the folder on that it lies in. */
function configured(host: Host, root: string): string[] {
  return configTexts(host, root).flatMap(([file, text]) =>
    readPaths(text).flatMap(({ path: word }) => (word === undefined ? [] : [path.resolve(path.dirname(file), word)])),
  );
}

/** Where a config names the schema or the migrations by more than its text tells: what it says there, by its file. */
export function unreadPaths(host: Host, root: string): [file: string, says: string][] {
  return configTexts(host, root).flatMap(([file, text]) =>
    readPaths(text).flatMap(({ path: word, says }): [string, string][] =>
      word === undefined ? [[path.relative(root, file), says]] : [],
    ),
  );
}

function configTexts(host: Host, root: string): [file: string, text: string][] {
  const manifest = path.join(root, 'package.json');
  const configs = findConfigs(host, root, undefined).map((config) => config.path);
  const files = host.fs.existsSync(manifest) ? [manifest, ...configs] : configs;
  return files.map((file) => [file, host.fs.readFileSync(file, 'utf8')]);
}

function below(host: Host, folder: string, wanted: RegExp): string[] {
  if (!host.fs.lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const entries = host.fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && wanted.test(entry.name) && !/\.(db|sqlite3?)(-\w+)?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
}
