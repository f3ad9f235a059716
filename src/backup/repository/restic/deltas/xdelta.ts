/** xdelta3, which tells one file from another in little space. Found on PATH; 3.0.11 (Debian 12) was tried. */

import { runTool, ToolFailure } from '../../../../databases/tools/run-tool.ts';
import { InterlockError } from '../../../../errors/interlock-error.ts';
import type { Host } from '../../../../host.ts';
import { findPrograms } from '../../../../project/search-path.ts';

export interface Xdelta {
  /** Writes to `delta`, which is not there yet, what makes `fresh` of `old`. */
  encode(old: string, fresh: string, delta: string): Promise<void>;
  /** Throws an `Error` where `old` or `delta` is not what it was, and a `RebuildFault` where that cannot be told. */
  decode(old: string, delta: string, fresh: string): Promise<void>;
}

/** Nothing is known of the backup itself. */
export class RebuildFault extends InterlockError {
  constructor(why: string, cause: unknown) {
    super('restore-refused', {
      what: 'The backup is kept as deltas, and cannot be put together here.',
      why,
      next: ['Free some space on the disk that holds the project, then try again.'],
      cause,
    });
  }
}

/**
 * Small and quick: restic compresses what comes out. `-D` and `-R`: it would unpack and repack gzip's files by programs of
 * its choice. `-A`: without names of files. `-B`: how far apart, in bytes, what is alike may lie.
 */
const common = ['-q', '-D', '-R', '-B', String(256 << 20)];
const encoding = ['-e', '-1', '-S', 'none', '-A'];

/** Throws `tool-missing`. */
export function findXdelta(host: Host): Xdelta {
  const path = findPrograms(host, 'xdelta3')[0];
  if (path === undefined) {
    throw new InterlockError('tool-missing', {
      why: 'The backups are kept as deltas, and xdelta3 is not on PATH.',
      next: ['Install xdelta3: sudo apt-get install xdelta3, brew install xdelta'],
    });
  }
  const run = async (args: readonly string[], to: string) => {
    await runTool(host, { path, args: [...common, ...args, to], passwords: [] }).catch((error: unknown) => {
      throw faultOf(error);
    });
    await host.fs.promises.chmod(to, 0o600);
  };
  return {
    encode: (old, fresh, delta) => run([...encoding, '-s', old, fresh], delta),
    decode: (old, delta, fresh) => run(['-d', '-s', old, delta], fresh),
  };
}

function faultOf(error: unknown): unknown {
  if (!(error instanceof ToolFailure)) return error;
  const { message } = error;
  if (message.startsWith('exit code') && !isForWant(message)) return new Error(`xdelta3: ${message}`, { cause: error });
  return new RebuildFault(`xdelta3 could not go on: ${message.split('\n').at(-1)}.`, error);
}

/** Of space on the disk, or of memory. */
export function isForWant(message: string): boolean {
  return /no space left|quota exceeded|cannot allocate|out of memory/i.test(message);
}
