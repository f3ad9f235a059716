import type { Host } from '../../host.ts';
import { isMissing } from '../../project/regular-file.ts';
import type { Look } from '../../types.ts';
import { stampIn } from '../stamp-text.ts';
import { readStamp } from './stamp.ts';

/** `file`: absolute. No connection is made to it. Throws nothing. */
export async function look(host: Host, file: string): Promise<Look> {
  if (file === ':memory:') return { exists: false };
  try {
    const stat = host.fs.statSync(file, { bigint: true });
    // As the file system itself spells it, whichever case was typed.
    const database = host.fs.realpathSync.native(file);
    const identity = { provider: 'sqlite', server: '', database, file: fileKey(stat) } as const;
    // Rows cannot be told without reading them, and who wrote last is nobody's to say.
    const signs = { bytes: Number(stat.size) };
    return { identity, exists: true, signs, ...stampIn(() => readStamp(host, file)) };
  } catch (error) {
    // What was said of a place holds where its file is gone.
    if (isMissing(error)) return { exists: false, ...stampIn(() => readStamp(host, file)) };
    return { exists: undefined, problem: `it cannot be looked at (${(error as NodeJS.ErrnoException).code})` };
  }
}

/** The same for two paths that lead to one file. */
export function fileKey({ dev, ino, birthtimeNs }: import('node:fs').BigIntStats): string {
  return `${dev}:${ino}:${birthtimeNs}`;
}
