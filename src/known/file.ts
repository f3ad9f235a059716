/** Where it is remembered: a file of the person's own, found without a variable, because whoever sets one is not asked. */
import path from 'node:path';
import type { Host } from '../host.ts';
import { isMissing, readRegular, whyUnread } from '../project/regular-file.ts';
import { writeWhole } from '../project/write-whole.ts';
import { type Remembrance, readRemembrance, writeRemembrance } from './entry.ts';
import { withFileLock } from './lock.ts';

/** `none`: there is no folder to remember in. `broken`: there is a file, and it cannot be read. `why`: a sentence. */
export type Memory =
  | ({ readonly state: 'there' } & Remembrance)
  | {
      readonly state: 'none' | 'broken';
      readonly entries: readonly [];
      readonly seen: readonly [];
      readonly why: string;
    };

/** Far more than a person's databases take, in bytes. */
const most = 16_000_000;

/** Absolute path of the file; undefined where the system knows no home of this user. */
export function knownFile(host: Host): string | undefined {
  const home = host.homeFolder();
  if (home === undefined) return undefined;
  const state = host.platform === 'win32' ? path.join(home, 'AppData', 'Local') : path.join(home, '.local', 'state');
  return path.join(state, 'prisma-interlock', 'known.json');
}

/** Throws nothing: what cannot be read is `broken`. */
export function readKnown(host: Host): Memory {
  const file = knownFile(host);
  if (file === undefined || !isThere(host, host.homeFolder() ?? '')) {
    return {
      state: 'none',
      entries: [],
      seen: [],
      why: 'This user has no home folder, so nothing is remembered of any database.',
    };
  }
  try {
    return { state: 'there', ...readRemembrance(JSON.parse(readRegular(host, file, most).toString('utf8'))) };
  } catch (error) {
    if (isMissing(error)) return { state: 'there', entries: [], seen: [] };
    const { code } = error as NodeJS.ErrnoException;
    const why = code === undefined ? `${file} is damaged (${(error as Error).message}).` : whyUnread(file, error);
    return { state: 'broken', entries: [], seen: [], why };
  }
}

/** Durable, and whole or not at all. Throws where it cannot be written, or what is there cannot be read. */
export function changeKnown(host: Host, change: (known: Remembrance) => Remembrance): void {
  const file = knownFile(host);
  if (file === undefined) throw new Error('this user has no home folder');
  host.fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  withFileLock(host, `${file}.lock`, () => {
    const memory = readKnown(host);
    if (memory.state !== 'there') throw new Error(memory.why);
    writeWhole(host, file, writeRemembrance(change(memory)), 0o600);
  });
}

function isThere(host: Host, folder: string): boolean {
  return host.fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
}
