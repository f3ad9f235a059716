import path from 'node:path';
import type { Host } from '../host.ts';
import { readManifest } from './manifest.ts';
import { nearestFolder } from './nearest-folder.ts';

export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun';
  /** How a person runs a program of the project with it. */
  readonly runs: string;
}

const known: readonly (PackageManager & { readonly locks: readonly string[] })[] = [
  { name: 'pnpm', runs: 'pnpm exec', locks: ['pnpm-lock.yaml'] },
  { name: 'yarn', runs: 'yarn', locks: ['yarn.lock'] },
  { name: 'bun', runs: 'bunx', locks: ['bun.lock', 'bun.lockb'] },
  { name: 'npm', runs: 'npx', locks: ['package-lock.json', 'npm-shrinkwrap.json'] },
];
const npm = known.at(-1) as PackageManager;

/** By the `packageManager` field nearest above, else by the nearest lockfile, else npm. */
export function findPackageManager(host: Host): PackageManager {
  const named = nearestFolder(host.cwd, (folder) => typeof readManifest(host, folder)?.packageManager === 'string');
  const field = named === undefined ? undefined : readManifest(host, named)?.packageManager;
  const byField = known.find(({ name }) => String(field).split('@')[0] === name);
  if (byField) return byField;
  const has = (folder: string, locks: readonly string[]) =>
    locks.some((lock) => host.fs.existsSync(path.join(folder, lock)));
  const locked = nearestFolder(host.cwd, (folder) => known.some(({ locks }) => has(folder, locks)));
  return known.find(({ locks }) => locked !== undefined && has(locked, locks)) ?? npm;
}
