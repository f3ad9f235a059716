import type { Host } from '../host.ts';

/** The most that is read of a file that is taken into memory whole, in bytes, where nothing else is said. */
const limit = 1_000_000;

/** A file that is there and is not fit to be read or written by us. */
export class UnfitFile extends Error {}

/** Whether it was thrown because there is no such file, nor a folder that could hold it. */
export function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** What is there, a link as a link; undefined where nothing is. Throws where nobody may look. */
export function lookAt(host: Host, file: string): import('node:fs').Stats | undefined {
  try {
    return host.fs.lstatSync(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Opens what must be a plain file, and gives its descriptor: a pipe would have us wait for ever, a device may never end.
 * What was opened is looked at, so nothing can be put in its place between. Throws `UnfitFile`, and what the system throws.
 */
export function openRegular(host: Host, file: string, flags: number, mode?: number): number {
  const { constants } = host.fs;
  // Windows has neither of them, and no pipes in its folders.
  const careful = (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);
  const descriptor = host.fs.openSync(file, flags | careful, mode);
  try {
    if (!host.fs.fstatSync(descriptor).isFile()) throw new UnfitFile('is not a regular file');
    return descriptor;
  } catch (error) {
    host.fs.closeSync(descriptor);
    throw error;
  }
}

/** The whole file. `most`: in bytes. Throws as `openRegular` does, `UnfitFile` also of a larger one. */
export function readRegular(host: Host, file: string, most = limit): Buffer {
  const descriptor = openRegular(host, file, host.fs.constants.O_RDONLY);
  try {
    // Its size is not asked for: some files of the system call themselves empty, and any may grow meanwhile.
    const bytes = Buffer.allocUnsafe(most + 1);
    let length = 0;
    while (length < bytes.length) {
      const read = host.fs.readSync(descriptor, bytes, length, bytes.length - length, null);
      if (read === 0) return bytes.subarray(0, length);
      length += read;
    }
    throw new UnfitFile(`is larger than ${most / 1_000_000} MB`);
  } finally {
    host.fs.closeSync(descriptor);
  }
}

/** `… cannot be read (EACCES)`: a sentence on a file for which one of these threw. */
export function whyUnread(file: string, error: unknown): string {
  if (error instanceof UnfitFile) return `${file} ${error.message}.`;
  return `${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`;
}
