import type { Host } from '../../host.ts';

/** Where a child finds the sealed file that it inherits as its descriptor 3. */
export const sealedPath = '/proc/self/fd/3';

/**
 * A file without a name that only this user, through the returned descriptor, can read. Its name is removed before
 * the text is written, so that nothing lasts and no listing shows it. Undefined where a descriptor cannot be opened
 * again by path (all but Linux): the caller then uses the child's environment.
 */
export function sealFile(host: Host, text: string): number | undefined {
  if (host.platform !== 'linux' || !host.fs.existsSync('/proc/self/fd')) return undefined;
  try {
    const folder = host.fs.mkdtempSync(`${host.env['TMPDIR'] || '/tmp'}/interlock-`);
    try {
      const descriptor = host.fs.openSync(`${folder}/sealed`, 'wx+', 0o600);
      host.fs.unlinkSync(`${folder}/sealed`);
      host.fs.writeSync(descriptor, text);
      return descriptor;
    } finally {
      host.fs.rmSync(folder, { recursive: true, force: true });
    }
  } catch {
    return undefined;
  }
}
