import path from 'node:path';
import type { Host } from './host.ts';

/** Whether a file is that program of ours, in this or in another copy of the package. */
export function isOwnProgram(host: Host, file: string, names: readonly string[]): boolean {
  if (!names.includes(path.basename(file))) return false;
  try {
    const home = path.join(path.dirname(host.fs.realpathSync(file)), '..', 'package.json');
    return (JSON.parse(host.fs.readFileSync(home, 'utf8')) as { name?: unknown }).name === 'prisma-interlock';
  } catch {
    return false;
  }
}
