import path from 'node:path';
import type { Host } from '../host.ts';
import { readManifest } from './manifest.ts';
import { nearestFolder } from './nearest-folder.ts';

/** A package with a Prisma CLI, as a folder's `node_modules` shows it: links are not followed. */
export interface InstalledPrisma {
  readonly version: string;
  readonly major: number | undefined;
  /** Absolute path of its entry file. */
  readonly entry: string;
}

/** The one that Node would find from `folder`. `name`: `prisma`, `@prisma/prisma7`. */
export function findInstalled(host: Host, folder: string, name = 'prisma'): InstalledPrisma | undefined {
  const at = (parent: string) => path.join(parent, 'node_modules', ...name.split('/'));
  const parent = nearestFolder(folder, (each) => host.fs.existsSync(path.join(at(each), 'package.json')));
  if (parent === undefined) return undefined;
  const { bin, version } = readManifest(host, at(parent)) ?? {};
  const file = typeof bin === 'string' ? bin : Object.values((bin ?? {}) as Record<string, string>)[0];
  if (typeof file !== 'string') return undefined;
  const major = /^(\d+)\./.exec(String(version))?.[1];
  return {
    version: String(version),
    major: major === undefined ? undefined : Number(major),
    entry: path.join(at(parent), file),
  };
}

/** The nearest `node_modules/.bin` upward that has a program of that name: what npx and package scripts take. */
export function findLinked(host: Host, folder: string, program = 'prisma'): string | undefined {
  const link = (parent: string) => path.join(parent, 'node_modules', '.bin', program);
  const parent = nearestFolder(folder, (each) => host.fs.existsSync(link(each)));
  return parent === undefined ? undefined : link(parent);
}
