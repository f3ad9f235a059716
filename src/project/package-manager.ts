import path from 'node:path';
import type { Host } from '../host.ts';
import { readManifest } from './manifest.ts';
import { nearestFolder } from './nearest-folder.ts';

export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun';
  /** How a person runs a program of the project with it. */
  readonly runs: string;
  /** How a person adds a package that only development needs. */
  readonly adds: string;
}

const known: readonly (PackageManager & { readonly locks: readonly string[] })[] = [
  { name: 'pnpm', runs: 'pnpm exec', adds: 'pnpm add -D', locks: ['pnpm-lock.yaml'] },
  { name: 'yarn', runs: 'yarn', adds: 'yarn add -D', locks: ['yarn.lock'] },
  { name: 'bun', runs: 'bunx', adds: 'bun add -d', locks: ['bun.lock', 'bun.lockb'] },
  { name: 'npm', runs: 'npx', adds: 'npm install --save-dev', locks: ['package-lock.json', 'npm-shrinkwrap.json'] },
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

/** Yarn without node_modules: packages lie in archives, and only Yarn's own Node finds them. */
export function usesPlugAndPlay(host: Host): boolean {
  return nearestFolder(host.cwd, (folder) => host.fs.existsSync(path.join(folder, '.pnp.cjs'))) !== undefined;
}
