import path from 'node:path';
import type { Host } from '../host.ts';

/** Where Prisma keeps the engine of a CLI: the folder of its package `@prisma/engines`, and that package's entry file. */
export interface EngineFolder {
  readonly folder: string;
  readonly entry: string;
}

/** `cli`: entry file of the CLI. Throws what `require.resolve` throws where that package is not there. */
export function engineFolderOf(host: Host, cli: string): EngineFolder {
  const entry = host.module().createRequire(cli).resolve('@prisma/engines');
  // As Prisma's own getEnginesPath(), without loading it.
  return { entry, folder: path.join(path.dirname(entry), '..') };
}

/** The engine program there, where only one can be meant. */
export function onlyEngineIn(host: Host, folder: string): string | undefined {
  const names = host.fs.existsSync(folder) ? host.fs.readdirSync(folder) : [];
  const engines = names.filter((name) => /^schema-engine-[a-z0-9.-]+$/.test(name) && !/\.(gz|sha256|tmp)/.test(name));
  const [only = ''] = engines;
  return engines.length === 1 && isForPlatform(host, only) ? path.join(folder, only) : undefined;
}

/** Packages may have been copied from another machine: `schema-engine-darwin-arm64`, `schema-engine-debian-openssl-3.0.x`. */
function isForPlatform({ platform }: Host, name: string): boolean {
  const family = /^schema-engine-(darwin|windows)/.exec(name)?.[1];
  return platform === (family === undefined ? 'linux' : family === 'darwin' ? 'darwin' : 'win32');
}

/** Undefined where it takes Prisma's own means to find out. */
export function installedEngine(host: Host, cli: string): string | undefined {
  try {
    return onlyEngineIn(host, engineFolderOf(host, cli).folder);
  } catch {
    return undefined;
  }
}
