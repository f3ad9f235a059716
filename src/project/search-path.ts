import path from 'node:path';
import type { Host } from '../host.ts';
import { readRegular } from './regular-file.ts';

/** Folders that npm, pnpm and yarn put in front of PATH for the programs they start. */
const ofRunner = /[\\/](node_modules[\\/]\.bin|node-gyp-bin|yarn--[\d.-]+|xfs-[0-9a-f]+)$/;

/** The folders of PATH as the person's shell has them, absent those that a package runner added for us. */
export function searchPath(host: Host): string[] {
  const folders = (host.env['PATH'] ?? host.env['Path'] ?? '').split(path.delimiter).filter(path.isAbsolute);
  const fromRunner = host.env['npm_config_user_agent'] || host.env['npm_lifecycle_event'];
  return fromRunner ? folders.filter((folder) => !ofRunner.test(folder)) : folders;
}

/** Absolute path of the first program of that name. */
export function findProgram(host: Host, name: string, folders = searchPath(host)): string | undefined {
  const names = host.platform === 'win32' ? [`${name}.exe`, `${name}.cmd`] : [name];
  return folders
    .flatMap((folder) => names.map((each) => path.join(folder, each)))
    .find((file) => isProgram(host, file));
}

/** Whether a folder is the one with our programs, in whichever copy of our package. */
export function isOurFolder(host: Host, folder: string): boolean {
  try {
    const real = host.fs.realpathSync(folder);
    const manifest: unknown = JSON.parse(readRegular(host, path.join(real, '..', 'package.json')).toString());
    return path.basename(real) === 'shims' && (manifest as { name?: unknown }).name === 'prisma-interlock';
  } catch {
    return false;
  }
}

function isProgram(host: Host, file: string): boolean {
  try {
    host.fs.accessSync(file, host.fs.constants.X_OK);
    return host.fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
