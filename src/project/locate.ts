import path from 'node:path';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import type { Program, RealCli } from '../types.ts';
import { describePackage } from './describe.ts';
import { locateOnPath } from './on-path.ts';
import { switchOnPnp } from './pnp.ts';

export { describeEntry } from './describe.ts';

/**
 * Finds the program that stands behind us, from the working folder and never by name, so that we cannot find
 * ourselves. Throws `cli-missing`, `cli-unusable`.
 */
export function locate(host: Host, program: Program): RealCli {
  const found =
    program === 'dropdb' ? locateOnPath(host, 'dropdb') : (locatePrisma(host, program) ?? locateOnPath(host, program));
  if (found !== undefined) return found;
  if (program === 'dropdb') {
    throw new InterlockError('cli-missing', {
      what: 'No dropdb of PostgreSQL is installed here.',
      why: 'No folder of PATH but ours has a dropdb.',
      next: ['Install the client programs of PostgreSQL (Debian: postgresql-client).'],
    });
  }
  throw new InterlockError('cli-missing', {
    why: `Neither ${host.cwd} nor a folder above it has ${packages[program]} in its node_modules, and PATH has no other ${program}.`,
  });
}

const packages = { prisma: 'prisma', prisma7: '@prisma/prisma7' } as const;

/**
 * The folders that a runner may have started us for, nearest first: `npm exec` and package scripts tell theirs
 * in variables, a link in `.bin` tells it by its own place.
 */
function startingFolders(host: Host): string[] {
  const { INIT_CWD, npm_config_local_prefix: prefix, PROJECT_CWD } = host.env;
  const linked = host.script === undefined ? undefined : path.dirname(host.script);
  return [host.cwd, INIT_CWD, prefix, PROJECT_CWD, linked].filter(
    (folder) => folder !== undefined && folder !== '',
  ) as string[];
}

function locatePrisma(host: Host, program: 'prisma' | 'prisma7'): RealCli | undefined {
  for (const folder of startingFolders(host)) {
    const cli = resolvePrisma(host, folder, program);
    if (cli !== undefined) return cli;
    const archived = switchOnPnp(host, folder) ? resolvePrisma(host, folder, program) : undefined;
    if (archived !== undefined) return { ...archived, apart: true };
  }
  return undefined;
}

/** `prisma7` has no program of its own: it loads the prisma that it depends on. */
function resolvePrisma(host: Host, folder: string, program: 'prisma' | 'prisma7'): RealCli | undefined {
  const file = resolvePackage(host, folder, packages[program]);
  if (file === undefined) return undefined;
  return program === 'prisma7' ? resolvePrisma(host, path.dirname(file), 'prisma') : describePackage(host, file);
}

function resolvePackage(host: Host, folder: string, name: string): string | undefined {
  try {
    return host.module().createRequire(path.join(folder, 'noop.js')).resolve(`${name}/package.json`);
  } catch {
    return undefined;
  }
}
