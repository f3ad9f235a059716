import path from 'node:path';
import type { Host } from '../host.ts';
import { readRegular } from '../project/regular-file.ts';

/** Whether a file is the gate, of this or of another copy of the package. */
export function isGate(host: Host, file: string): boolean {
  return isOwnProgram(host, file, ['schema-engine', 'schema-engine.cjs']);
}

/** Whether a file is the program by which the shim asks which database this is: it reaches none. */
export function isProbe(host: Host, file: string): boolean {
  return isOwnProgram(host, file, ['probe-engine.js']);
}

/** Name of the package in one of whose folders a program lies, links resolved. Throws where there is none. */
export function packageOf(host: Host, file: string): unknown {
  const home = path.join(path.dirname(host.fs.realpathSync(file)), '..', 'package.json');
  return (JSON.parse(readRegular(host, home).toString()) as { name?: unknown }).name;
}

function isOwnProgram(host: Host, file: string, names: readonly string[]): boolean {
  if (!names.includes(path.basename(file))) return false;
  try {
    return packageOf(host, file) === 'prisma-interlock';
  } catch {
    return false;
  }
}
