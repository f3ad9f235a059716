import path from 'node:path';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import type { RealCli } from '../types.ts';
import { majorOf, programOf, readManifest } from './manifest.ts';

/**
 * `file`: path of a package.json. Undefined where the package is not the Prisma CLI: an alias of our own package may bear
 * its name. Throws `cli-unusable`.
 */
export function describePackage(host: Host, file: string): RealCli | undefined {
  const manifest = readManifest(host, path.dirname(file));
  if (manifest === undefined) throw new InterlockError('cli-unusable', { why: `${file} cannot be read.` });
  if (manifest.name !== 'prisma') return undefined;
  const bin = programOf(manifest, 'prisma');
  if (typeof manifest.version !== 'string' || bin === undefined) {
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

/** The CLI that a file is the entry of: such a file lies one folder below its package.json. Throws `cli-unusable`. */
export function describeEntry(host: Host, file: string): RealCli {
  const cli = describePackage(host, path.join(path.dirname(file), '..', 'package.json'));
  if (cli === undefined)
    throw new InterlockError('cli-unusable', { why: `${file} does not belong to the Prisma CLI.` });
  return cli;
}
