import path from 'node:path';
import type { Host } from '../host.ts';
import { type ConfigFile, findConfigs } from '../project/config-files.ts';
import { findLinked, findNearest, type InstalledPrisma } from '../project/installed.ts';
import { dependsOn, readManifest } from '../project/manifest.ts';
import { findPackageManager, type PackageManager } from '../project/package-manager.ts';
import { findProjectRoot } from '../project/root.ts';

/** What the project and the command line of `doctor` say before anything is tried. */
export interface Surroundings {
  readonly host: Host;
  readonly root: string;
  readonly manager: PackageManager;
  readonly prisma: InstalledPrisma | undefined;
  readonly configs: readonly ConfigFile[];
  /** Of Prisma's own `--schema` and `--config`, as they were given to `doctor`. */
  readonly schema: string | undefined;
  readonly config: string | undefined;
  /** Whether the config file in use hands the database to a driver adapter (Prisma 6). */
  readonly bypassesEngine?: boolean;
}

export async function survey(
  host: Host,
  given: { schema: string | undefined; config: string | undefined },
): Promise<Surroundings> {
  const manager = await findPackageManager(host, host.cwd);
  const prisma = findNearest(host, host.cwd);
  return {
    host,
    root: findProjectRoot(host),
    manager,
    prisma,
    configs: findConfigs(host, host.cwd, prisma?.version),
    ...given,
  };
}

/** The same host, standing in another folder. */
export function hostIn(host: Host, cwd: string): Host {
  return Object.create(host, { cwd: { value: cwd } }) as Host;
}

/** The config file that Prisma reads where no other is named on the line. */
export function configInUse({ host, configs, config }: Surroundings): ConfigFile | undefined {
  const named = config === undefined ? undefined : path.resolve(host.cwd, config);
  return configs.find((file) => (named === undefined ? file.isDefault : file.path === named));
}

/** A path as one would type it in the project. */
export function shorten({ host }: Pick<Surroundings, 'host'>, file: string): string {
  const relative = path.relative(host.cwd, file);
  return relative === '' ? '.' : relative.startsWith('..') ? file : relative.replaceAll(path.sep, '/');
}

/** The command that puts our line into the installed Prisma, or all of it where nothing was set up yet. */
export function linkCommand({ host, root, manager, configs }: Surroundings): string {
  const manifest = readManifest(host, root);
  const scripts = Object.values(manifest?.scripts ?? {}).map(String);
  const isSetUp =
    configs.some(({ hasLine }) => hasLine) || scripts.some((script) => /\bprisma-interlock\b/.test(script));
  const isInstalled =
    dependsOn(manifest, 'prisma-interlock') || findLinked(host, host.cwd, 'prisma-interlock') !== undefined;
  if (isSetUp) return `${manager.runs} prisma-interlock link`;
  return `${isInstalled ? '' : `${manager.adds} prisma-interlock && `}${manager.runs} prisma-interlock init`;
}

/** The line for the shell that the person uses. */
export function shellCommand({ host }: Pick<Surroundings, 'host'>): string {
  const shell = path.basename(host.env['SHELL'] ?? '');
  if (shell === 'fish') return 'prisma-interlock shellenv fish | source';
  return `eval "$(prisma-interlock shellenv ${shell === 'zsh' ? 'zsh' : 'bash'})"`;
}
