import path from 'node:path';
import { detect } from 'package-manager-detector';
import { LOCKS } from 'package-manager-detector/constants';
import type { Host } from '../host.ts';
import { nearestFolder } from './upward.ts';

export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun';
  /** How a person runs a program of the project with it. */
  readonly runs: string;
  /** How a person adds a package that only development needs. */
  readonly adds: string;
}

const known: readonly PackageManager[] = [
  { name: 'pnpm', runs: 'pnpm exec', adds: 'pnpm add -D' },
  { name: 'yarn', runs: 'yarn', adds: 'yarn add -D' },
  { name: 'bun', runs: 'bunx', adds: 'bun add -d' },
  { name: 'npm', runs: 'npx', adds: 'npm install --save-dev' },
];
const npm = known.at(-1) as PackageManager;

/** A package manager that is none of ours (Deno) counts as none. */
const named = (name: string | undefined) => known.find((each) => each.name === name);

/** Names of lockfiles by their package manager. pnpm's list of workspaces, which tells of it as well, is none. */
const lockfiles = Object.entries(LOCKS).filter(([file, name]) => named(name) && file !== 'pnpm-workspace.yaml');

export function isLockfile(name: string): boolean {
  return lockfiles.some(([file]) => file === name);
}

/** Names of the lockfiles in a folder, of one package manager or of all. */
export function lockfilesAt(host: Host, folder: string, manager?: PackageManager['name']): string[] {
  const own = lockfiles.filter(([, name]) => manager === undefined || name === manager).map(([file]) => file);
  return own.filter((file) => host.fs.existsSync(path.join(folder, file)));
}

/**
 * By what `folder`, or else the nearest above it up to `last`, says: the fields of its package.json, then its lockfiles. Else
 * it is the one that started us, which also counts among several lockfiles; npm where nothing tells.
 */
export async function findPackageManager(host: Host, folder: string, last?: string): Promise<PackageManager> {
  const starter = starterOf(host)?.manager;
  const found = await detect({
    cwd: folder,
    strategies: ['packageManager-field', 'devEngines-field', 'lockfile'],
    ...(last !== undefined && { stopDir: last }),
  });
  const isByLockfile = found !== null && found.version === undefined;
  if (isByLockfile && starter && lockfilesAt(host, folder, starter.name).length > 0) return starter;
  return named(found?.name) ?? starter ?? npm;
}

/** Undefined where neither its program nor the project tells. It is started to be asked, where it did not start us. */
export async function majorOf(host: Host, { name }: PackageManager, root: string): Promise<number | undefined> {
  const starter = starterOf(host);
  const field = async () => (await detect({ cwd: root, stopDir: root, strategies: ['packageManager-field'] }))?.version;
  const version = (starter?.manager.name === name ? starter.version : askVersion(host, root, name)) ?? (await field());
  // `berry` is what the detector calls the release of Yarn from 2 on.
  const major = Number.parseInt(version ?? '', 10);
  if (!Number.isNaN(major)) return major;
  // Where its program does not run here: Yarn 1 has no such settings file.
  return name === 'yarn' && (version || host.fs.existsSync(path.join(root, '.yarnrc.yml'))) ? 4 : undefined;
}

/** Who started us: `pnpm/9.15.9 npm/? node/v20.20.2 linux x64`. */
function starterOf(host: Host): { manager: PackageManager; version: string | undefined } | undefined {
  const [, name, version] = /^(\w+)\/(\S+)/.exec(host.env['npm_config_user_agent'] ?? '') ?? [];
  const manager = named(name);
  return manager && { manager, version };
}

function askVersion(host: Host, root: string, name: PackageManager['name']): string | undefined {
  const { stdout, status } = host
    .childProcess()
    .spawnSync(name, ['--version'], { cwd: root, encoding: 'utf8', timeout: 30_000, shell: host.platform === 'win32' });
  return status === 0 ? (stdout.trim().split('\n').at(-1) ?? undefined) : undefined;
}

/** Yarn without node_modules: packages lie in archives, and only Yarn's own Node finds them. */
export function usesPlugAndPlay(host: Host): boolean {
  return nearestFolder(host.cwd, (folder) => host.fs.existsSync(path.join(folder, '.pnp.cjs'))) !== undefined;
}
