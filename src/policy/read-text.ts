import { isUtf8 } from 'node:buffer';
import path from 'node:path';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { isMissing, lookAt, readRegular, UnfitFile, whyUnread } from '../project/regular-file.ts';

/** Below the folder of a person's configuration. */
export const ownFolderName = 'prisma-interlock';

/**
 * Undefined where there is no such file. One that is there and cannot be read may forbid what is about to happen: throws
 * InterlockError `policy-invalid`.
 */
export function readText(host: Host, file: string): string | undefined {
  try {
    const bytes = readRegular(host, file);
    if (!isUtf8(bytes)) throw new UnfitFile('is not UTF-8');
    return bytes.toString('utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const obstacle = isMissing(error) ? obstacleOn(host, file) : whyUnread(file, error);
    if (obstacle === undefined) return undefined;
    throw new InterlockError('policy-invalid', {
      why: obstacle,
      next: ['Make it a file that you can read, or remove it, then try again.'],
      cause: error,
    });
  }
}

/** What stands where the file, or a folder on the way to it, is meant to be; undefined where the way just ends. */
function obstacleOn(host: Host, file: string): string | undefined {
  const stat = lookAt(host, file);
  if (stat === undefined) return path.dirname(file) === file ? undefined : obstacleOn(host, path.dirname(file));
  if (stat.isSymbolicLink() && !host.fs.existsSync(file)) return `${file} is a link that leads nowhere.`;
  // A home that is no folder, /dev/null, is that of somebody who has none.
  if (path.basename(file) === ownFolderName && !host.fs.statSync(file).isDirectory()) return `${file} is not a folder.`;
  return undefined;
}
