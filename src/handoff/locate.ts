import path from 'node:path';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import type { Program, RealCli } from '../types.ts';

/**
 * Finds the program that stands behind us, from the working folder and never by name, so that we cannot find
 * ourselves. Throws `cli-missing`, `cli-unusable`.
 */
export function locate(host: Host, program: Program): RealCli {
  const found =
    program === 'dropdb' ? locateOnPath(host, 'dropdb') : (locatePrisma(host) ?? locateOnPath(host, 'prisma'));
  if (found !== undefined) return found;
  if (program === 'dropdb') {
    throw new InterlockError('cli-missing', {
      what: 'No dropdb of PostgreSQL is installed here.',
      why: 'No folder of PATH but ours has a dropdb.',
      next: ['Install the client programs of PostgreSQL (Debian: postgresql-client).'],
    });
  }
  throw new InterlockError('cli-missing', {
    why: `Neither ${host.cwd} nor a folder above it has prisma in its node_modules, and PATH has no other prisma.`,
  });
}

interface Manifest {
  readonly name?: unknown;
  readonly version?: unknown;
  readonly type?: unknown;
  readonly bin?: unknown;
}

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

function locatePrisma(host: Host): RealCli | undefined {
  for (const folder of startingFolders(host)) {
    const file = resolvePackage(host, folder);
    const cli = file === undefined ? undefined : describePackage(host, file);
    if (cli !== undefined) return cli;
  }
  return undefined;
}

function resolvePackage(host: Host, folder: string): string | undefined {
  try {
    return host.module().createRequire(path.join(folder, 'noop.js')).resolve('prisma/package.json');
  } catch {
    return undefined;
  }
}

/** Undefined where the package is not the Prisma CLI: an alias of our own package may bear its name. */
function describePackage(host: Host, file: string): RealCli | undefined {
  const manifest = readManifest(host, file);
  if (manifest.name !== 'prisma') return undefined;
  const bin =
    typeof manifest.bin === 'string' ? manifest.bin : (manifest.bin as Record<string, string> | undefined)?.['prisma'];
  if (typeof manifest.version !== 'string' || typeof bin !== 'string') {
    throw new InterlockError('cli-unusable', { why: `${file} names no version, or no program.` });
  }
  const program = path.join(path.dirname(file), bin);
  if (!host.fs.existsSync(program)) throw new InterlockError('cli-unusable', { why: `${program} is not there.` });
  return {
    path: host.fs.realpathSync(program),
    version: manifest.version,
    major: majorOf(manifest.version),
    module: manifest.type === 'module' || program.endsWith('.mjs') ? 'esm' : 'commonjs',
  };
}

function readManifest(host: Host, file: string): Manifest {
  try {
    return JSON.parse(host.fs.readFileSync(file, 'utf8')) as Manifest;
  } catch (cause) {
    throw new InterlockError('cli-unusable', { why: `${file} cannot be read.`, cause });
  }
}

function majorOf(version: string): number | undefined {
  const major = /^(\d+)\./.exec(version)?.[1];
  return major === undefined ? undefined : Number(major);
}

/** The first program of that name on PATH that is not part of our own package. */
function locateOnPath(host: Host, name: string): RealCli | undefined {
  const names = host.platform === 'win32' ? [`${name}.exe`] : [name];
  for (const folder of (host.env['PATH'] ?? '').split(path.delimiter)) {
    if (folder === '' || !path.isAbsolute(folder)) continue;
    for (const file of names.map((each) => path.join(folder, each))) {
      const program = realFile(host, file);
      if (program === undefined || isOurs(host, program)) continue;
      // Under the name it was found by: Debian's dropdb is a link to a program that looks at its own name.
      if (name === 'dropdb') return { path: file, version: '', major: undefined, module: 'none' };
      const cli = describeInstalled(host, program);
      if (cli !== undefined) return cli;
    }
  }
  return undefined;
}

function realFile(host: Host, file: string): string | undefined {
  try {
    const program = host.fs.realpathSync(file);
    host.fs.accessSync(program, host.fs.constants.X_OK);
    return host.fs.statSync(program).isFile() ? program : undefined;
  } catch {
    return undefined;
  }
}

/** A globally installed CLI: its program lies one folder below its package.json. */
function describeInstalled(host: Host, program: string): RealCli | undefined {
  const file = path.join(path.dirname(program), '..', 'package.json');
  return host.fs.existsSync(file) ? describePackage(host, file) : undefined;
}

function isOurs(host: Host, program: string): boolean {
  return program.startsWith(host.packageFolder + path.sep);
}
