import path from 'node:path';
import type { Host } from '../host.ts';
import type { RealCli } from '../types.ts';
import { describePackage } from './describe.ts';
import { openRegular } from './regular-file.ts';
import { findPrograms } from './search-path.ts';

/** The first program of that name on PATH that is not part of our own package. */
export function locateOnPath(host: Host, name: string): RealCli | undefined {
  for (const file of findPrograms(host, name)) {
    const program = host.fs.realpathSync(file);
    if (isOurs(host, program)) continue;
    // Under the name it was found by: Debian's dropdb is a link to a program that looks at its own name.
    if (name === 'dropdb') return { path: file, version: '', major: undefined, module: 'none' };
    const cli = describeInstalled(host, program);
    if (cli !== undefined) return cli;
  }
  return undefined;
}

/** A globally installed CLI: its program lies one folder below its package.json. */
function describeInstalled(host: Host, program: string): RealCli | undefined {
  const file = path.join(path.dirname(program), '..', 'package.json');
  return host.fs.existsSync(file) ? describePackage(host, file) : undefined;
}

/** Also another copy of us, and the scripts with which pnpm and Yarn start us: their text names the package. */
function isOurs(host: Host, program: string): boolean {
  if (program.startsWith(host.packageFolder + path.sep)) return true;
  return [headOf(host, program), headOf(host, path.join(path.dirname(program), '..', 'package.json'))].some((text) =>
    /^#!/.test(text) ? /prisma-interlock[\\/]+(bin|shims)\b/.test(text) : /"name":\s*"prisma-interlock"/.test(text),
  );
}

/** Up to 4 kB of a file; empty where it cannot be read. */
function headOf(host: Host, file: string): string {
  let descriptor: number | undefined;
  try {
    descriptor = openRegular(host, file, host.fs.constants.O_RDONLY);
    const head = Buffer.alloc(4096);
    return head.toString('latin1', 0, host.fs.readSync(descriptor, head, 0, head.length, 0));
  } catch {
    return '';
  } finally {
    if (descriptor !== undefined) host.fs.closeSync(descriptor);
  }
}
