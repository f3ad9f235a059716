import path from 'node:path';
import type { Host } from '../host.ts';
import { majorOf, programOf, readManifest } from './manifest.ts';
import { nearestFolder } from './upward.ts';

/** A package with a Prisma CLI, as a folder's `node_modules` shows it: links are not followed. */
export interface InstalledPrisma {
  readonly version: string;
  readonly major: number | undefined;
  readonly module: 'commonjs' | 'esm';
  /** Absolute path of its entry file. */
  readonly entry: string;
}

/** The same, with the entry file by its path without links. */
export interface PlacedPrisma extends InstalledPrisma {
  readonly file: string;
}

/** The one that Node would find from `folder`. `name`: `prisma`, `@prisma/prisma7`. */
export function findNearest(host: Host, folder: string, name = 'prisma'): InstalledPrisma | undefined {
  const at = (parent: string) => path.join(parent, 'node_modules', ...name.split('/'));
  const parent = nearestFolder(folder, (each) => host.fs.existsSync(path.join(at(each), 'package.json')));
  return parent === undefined ? undefined : describe(host, at(parent));
}

/** The nearest `node_modules/.bin` upward that has a program of that name: what npx and package scripts take. */
export function findLinked(host: Host, folder: string, program = 'prisma'): string | undefined {
  const link = (parent: string) => path.join(parent, 'node_modules', '.bin', program);
  const parent = nearestFolder(folder, (each) => host.fs.existsSync(link(each)));
  return parent === undefined ? undefined : link(parent);
}

/** How deep packages may lie in packages. */
const deepest = 6;

/**
 * Every Prisma CLI below these folders' `node_modules`, each once: where npm and Yarn hoist, in the stores of pnpm and Bun,
 * and inside of packages that brought a version of their own. `folders`: the project's root and its workspaces.
 */
export function findInstalled(host: Host, folders: readonly string[]): PlacedPrisma[] {
  const found = new Map<string, PlacedPrisma>();
  for (const folder of folders) {
    for (const home of homesIn(host, path.join(folder, 'node_modules'), deepest)) {
      // A package of ours may have its place.
      const cli = readManifest(host, home)?.name === 'prisma' ? describe(host, home) : undefined;
      const file = cli && realPath(host, cli.entry);
      if (cli && file !== undefined) found.set(file, { ...cli, file });
    }
  }
  return [...found.values()];
}

function homesIn(host: Host, modules: string, depth: number): string[] {
  if (depth === 0) return [];
  const packages = namesIn(host, modules).flatMap((name) =>
    name.startsWith('@') ? namesIn(host, path.join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
  );
  return packages.flatMap((name) => {
    const home = path.join(modules, name);
    if (name === 'prisma') return [home];
    // The stores of pnpm and Bun, and that of Yarn's pnpm linker: a folder a package, with its node_modules.
    if (stores.includes(name)) return namesIn(host, home).flatMap((each) => homesOfStore(home, each));
    if (name.startsWith('.') || isLink(host, home)) return [];
    return homesIn(host, path.join(home, 'node_modules'), depth - 1);
  });
}

const stores = ['.pnpm', '.bun', '.store'];

function homesOfStore(store: string, name: string): string[] {
  if (!name.startsWith('prisma')) return [];
  return [path.join(store, name, 'node_modules', 'prisma'), path.join(store, name, 'package')];
}

function namesIn(host: Host, folder: string): string[] {
  try {
    return host.fs.readdirSync(folder);
  } catch {
    return [];
  }
}

function isLink(host: Host, file: string): boolean {
  return host.fs.lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** Its first program where none is called `prisma`. */
function describe(host: Host, home: string): InstalledPrisma | undefined {
  const manifest = readManifest(host, home) ?? {};
  const program = programOf(manifest, 'prisma') ?? Object.values(manifest.bin ?? {})[0];
  if (typeof program !== 'string') return undefined;
  const version = String(manifest.version);
  return {
    version,
    major: majorOf(version),
    module: manifest.type === 'module' ? 'esm' : 'commonjs',
    entry: path.join(home, program),
  };
}

function realPath(host: Host, file: string): string | undefined {
  try {
    return host.fs.realpathSync(file);
  } catch {
    return undefined;
  }
}
