import path from 'node:path';
import type { Host } from '../host.ts';

/**
 * Our package by the name under which it stays findable: pnpm and Bun keep it in a folder that names its version, and link it
 * from `node_modules`. Absolute.
 */
export function stableFolder(host: Host): string {
  const beside = host.script === undefined ? [] : [path.resolve(path.dirname(host.script), '..', 'prisma-interlock')];
  const candidates = [...beside, path.join(host.cwd, 'node_modules', 'prisma-interlock')];
  return candidates.find((folder) => realPath(host, folder) === host.packageFolder) ?? host.packageFolder;
}

function realPath(host: Host, folder: string): string | undefined {
  try {
    return host.fs.realpathSync(folder);
  } catch {
    return undefined;
  }
}
