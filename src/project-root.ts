import path from 'node:path';
import type { Host } from './host.ts';

export const policyFileName = 'prisma-interlock.json';

/** Whether the working folder, or one above it, has a policy. */
export function hasPolicy(host: Host): boolean {
  return nearest(host, policyFileName) !== undefined;
}

/** The nearest folder upward that holds a policy; else the nearest with a package.json; else the working folder. */
export function findProjectRoot(host: Host): string {
  return nearest(host, policyFileName) ?? nearest(host, 'package.json') ?? host.cwd;
}

function nearest(host: Host, name: string): string | undefined {
  for (let folder = host.cwd; ; folder = path.dirname(folder)) {
    if (host.fs.existsSync(path.join(folder, name))) return folder;
    if (path.dirname(folder) === folder) return undefined;
  }
}
