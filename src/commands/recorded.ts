import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import type { OpenEntry } from '../record/open-entry.ts';
import { beginOwn, type OwnLine, refuseOwn } from '../record/own-line.ts';
import type { Backup } from '../types.ts';

/**
 * Runs what replaces a database, and writes it into the audit log: `begin`, which `work` calls before it replaces anything,
 * and the end; or, where it did not come so far, that it was refused. Throws what `work` throws.
 */
export async function runRecorded<T>(
  host: Host,
  line: OwnLine,
  work: (begin: (before: Backup | undefined) => void) => Promise<T>,
): Promise<T> {
  let entry: OpenEntry | undefined;
  try {
    const done = await work((before) => {
      entry = beginOwn(host, line, before);
    });
    entry?.end({ exitCode: 0, signal: undefined });
    return done;
  } catch (error) {
    const { code, exitCode } = error instanceof InterlockError ? error : { code: 'internal', exitCode: 70 };
    if (entry) entry.end({ exitCode, signal: undefined }, code);
    else refuseOwn(host, line, code);
    throw error;
  }
}
