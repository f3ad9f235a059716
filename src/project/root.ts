import path from 'node:path';
import type { Host } from '../host.ts';
import { lookAt } from './regular-file.ts';
import { upward } from './upward.ts';

export const policyFileName = 'prisma-interlock.json';

/** Whether the working folder, or one above it, has a policy. */
export function hasPolicy(host: Host): boolean {
  return foldersWith(host, policyFileName, [host.cwd]).length > 0;
}

/**
 * The nearest folder upward that holds a policy, from where we stand, else from where the program lies that was started;
 * else the nearest with a package.json; else the working folder.
 */
export function findProjectRoot(host: Host): string {
  const [policy] = foldersWith(host, policyFileName, [host.cwd, ...programFolder(host)]);
  const [manifest] = foldersWith(host, 'package.json', [host.cwd]);
  return policy ?? manifest ?? host.cwd;
}

/**
 * Every folder whose policy speaks of this run, nearest first: from which folder a line is typed, and what lies in that
 * folder, takes none away. Upward from where we stand, from the program that was started, and from the files that the line
 * names: a schema, a config.
 */
export function policyFolders(host: Host): string[] {
  return foldersWith(host, policyFileName, [host.cwd, ...programFolder(host), ...namedFolders(host)]);
}

function programFolder(host: Host): string[] {
  return host.script === undefined ? [] : existing(host, path.dirname(path.resolve(host.cwd, host.script)));
}

/** No value of an option of Prisma's is a path by its look, so each word is tried. */
function namedFolders(host: Host): string[] {
  const words = host.argv.map((word) => (word.startsWith('-') ? word.slice(word.indexOf('=') + 1) : word));
  return [...new Set(words)].flatMap((word) => existing(host, path.resolve(host.cwd, word)));
}

/** Links resolved; nothing where there is no such file or folder. */
function existing(host: Host, file: string): string[] {
  try {
    return [host.fs.realpathSync(file)];
  } catch {
    return [];
  }
}

function foldersWith(host: Host, name: string, starts: readonly string[]): string[] {
  const folders = new Set(starts.flatMap(upward));
  return [...folders].filter((folder) => isThere(host, path.join(folder, name)));
}

/** Also where it cannot be read, or nobody may look: whether that matters is for whoever reads it. */
function isThere(host: Host, file: string): boolean {
  try {
    return lookAt(host, file) !== undefined;
  } catch {
    return true;
  }
}
