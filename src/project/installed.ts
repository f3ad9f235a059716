import path from 'node:path';
import type { Host } from '../host.ts';
import { readRegular } from './regular-file.ts';

/** A Prisma CLI in a folder of packages. */
export interface InstalledPrisma {
  /** Absolute path of its entry file, links resolved. */
  readonly file: string;
  readonly version: string;
  readonly module: 'commonjs' | 'esm';
}

/** How deep packages may lie in packages. */
const deepest = 6;

/**
 * Every Prisma CLI below these folders' `node_modules`, each once: where npm and Yarn hoist, in the stores of pnpm and Bun,
 * and inside of packages that brought a version of their own. `folders`: the project's root and its workspaces.
 */
export function findInstalled(host: Host, folders: readonly string[]): InstalledPrisma[] {
  const found = new Map<string, InstalledPrisma>();
  for (const folder of folders) {
    for (const home of homesIn(host, path.join(folder, 'node_modules'), deepest)) {
      const cli = describe(host, home);
      if (cli) found.set(cli.file, cli);
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

function describe(host: Host, home: string): InstalledPrisma | undefined {
  try {
    const { name, version, type, bin } = JSON.parse(readRegular(host, path.join(home, 'package.json')).toString());
    const entry = typeof bin === 'string' ? bin : bin?.prisma;
    if (name !== 'prisma' || typeof entry !== 'string') return undefined;
    return {
      file: host.fs.realpathSync(path.join(home, entry)),
      version: String(version),
      module: type === 'module' ? 'esm' : 'commonjs',
    };
  } catch {
    return undefined;
  }
}
