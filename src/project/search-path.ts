import path from 'node:path';
import type { Host } from '../host.ts';
import { isProgram } from './is-program.ts';
import { readManifest } from './manifest.ts';

/** Folders that npm, pnpm and yarn put in front of PATH for the programs they start. */
const ofRunner = /[\\/](node_modules[\\/]\.bin|node-gyp-bin|yarn--[\d.-]+|xfs-[0-9a-f]+)$/;

/** The folders of PATH: absolute ones, since what a relative one is depends on where one stands. */
export function pathFolders(host: Host): string[] {
  return (host.env['PATH'] ?? host.env['Path'] ?? '').split(path.delimiter).filter(path.isAbsolute);
}

/** The same as the person's shell has them, absent those that a package runner added for us. */
export function searchPath(host: Host): string[] {
  const folders = pathFolders(host);
  const fromRunner = host.env['npm_config_user_agent'] || host.env['npm_lifecycle_event'];
  return fromRunner ? folders.filter((folder) => !ofRunner.test(folder)) : folders;
}

/**
 * Absolute paths of all programs of that name in these folders, in that order, each once. `endings`: those that count on
 * Windows.
 */
export function findPrograms(
  host: Host,
  name: string,
  folders: readonly string[] = pathFolders(host),
  endings: readonly string[] = ['.exe'],
): string[] {
  const names = host.platform === 'win32' ? endings.map((ending) => name + ending) : [name];
  const files = folders.flatMap((folder) => names.map((each) => path.join(folder, each)));
  return [...new Set(files)].filter((file) => isProgram(host, file));
}

/** Absolute path of the first program of that name that the person's shell would find. */
export function findProgram(host: Host, name: string, folders = searchPath(host)): string | undefined {
  return findPrograms(host, name, folders, ['.exe', '.cmd'])[0];
}

/** Whether a folder is the one with our programs, in whichever copy of our package. */
export function isOurFolder(host: Host, folder: string): boolean {
  try {
    const real = host.fs.realpathSync(folder);
    return path.basename(real) === 'shims' && readManifest(host, path.dirname(real))?.name === 'prisma-interlock';
  } catch {
    return false;
  }
}
