import path from 'node:path';
import type { Host } from '../host.ts';
import { findConfigs } from '../project/config-files.ts';
import { findFolders } from '../project/folders.ts';
import { findInstalled } from '../project/installed.ts';
import { readManifest } from '../project/manifest.ts';
import { findPackageManager, majorOf } from '../project/package-manager.ts';
import type { Runner } from './install-command.ts';

export type Section = 'dependencies' | 'devDependencies' | 'optionalDependencies';

/** Absolute paths of the root and of every workspace. */
export function foldersOf({ root, folders }: Project): string[] {
  return folders.map((folder) => path.join(root, folder));
}

/** A config file of Prisma 6 or 7, by its path from the root. */
export interface HomeConfig {
  readonly file: string;
  /** Prisma takes it by itself; any other has to be named to it. */
  readonly isDefault: boolean;
}

/** A package of the project that declares prisma. Paths are relative to the root, with `/`; the root itself is empty. */
export interface PrismaHome {
  readonly folder: string;
  readonly section: Section;
  /** Of the installed CLI, else of the range; undefined where neither tells. */
  readonly major: number | undefined;
  readonly configs: readonly HomeConfig[];
  /** Folder of its schema; undefined where it was not found at the usual places. */
  readonly schemaFolder: string | undefined;
  readonly seed: string | undefined;
  readonly schema: string | undefined;
}

export interface Project {
  /** Absolute, links resolved. */
  readonly root: string;
  /** Of the packages: the root, which is empty, and the workspaces. */
  readonly folders: readonly string[];
  /** Which versions of prisma-interlock package.json is to accept. */
  readonly range: string;
  readonly runner: Runner;
  readonly homes: readonly PrismaHome[];
  /** Version of the first CLI that is installed. */
  readonly installed: string | undefined;
}

export async function inspectProject(host: Host): Promise<Project> {
  const { root, folders } = findFolders(host);
  const manager = await findPackageManager(host, root, root);
  const homes = folders.flatMap((folder) => homeIn(host, root, folder) ?? []);
  const relative = folders.map((folder) => toRelative(root, folder));
  return {
    root,
    folders: relative,
    range: `^${host.version()}`,
    runner: { ...manager, major: await majorOf(host, manager, root) },
    homes,
    installed: findInstalled(host, folders)[0]?.version,
  };
}

const sections: readonly Section[] = ['dependencies', 'devDependencies', 'optionalDependencies'];

function homeIn(host: Host, root: string, folder: string): PrismaHome | undefined {
  const manifest = readManifest(host, folder);
  const ranges = sections.map((section) => manifest?.[section]?.['prisma']);
  const at = ranges.findIndex((range) => range !== undefined);
  const section = sections[at];
  if (section === undefined) return undefined;
  const relative = toRelative(root, folder);
  const { seed, schema } = manifest?.prisma ?? {};
  const version = installedVersion(host, folder) ?? /\d+/.exec(String(ranges[at]))?.[0];
  return {
    folder: relative,
    section,
    major: Number.parseInt(version ?? '', 10) || undefined,
    configs: findConfigs(host, folder, version).map((config) => ({
      file: toRelative(root, config.path),
      isDefault: config.isDefault,
    })),
    schemaFolder: ['prisma'].find((name) => host.fs.existsSync(path.join(folder, name, 'schema.prisma'))),
    seed: typeof seed === 'string' ? seed : undefined,
    schema: typeof schema === 'string' ? schema : undefined,
  };
}

function toRelative(root: string, folder: string): string {
  return path.relative(root, folder).split(path.sep).join('/');
}

function installedVersion(host: Host, folder: string): string | undefined {
  return findInstalled(host, [folder])[0]?.version;
}
