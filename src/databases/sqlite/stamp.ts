/**
 * The stamp of an SQLite file, in two places. In its header, in the two numbers that SQLite keeps for programs, and only where
 * nobody has used them: they go wherever a copy of the file goes, and say which kind of place it was. In a file beside it, which
 * says all the rest, and stays where the engine throws the header away (prisma-engines, flavour/sqlite, `reset`: it truncates).
 */
import type { Host } from '../../host.ts';
import { writeWhole } from '../../project/write-whole.ts';
import type { Stamp } from '../../types.ts';
import { readStampText, stampText } from '../stamp-text.ts';
import { type Connection, open, readValue } from './driver.ts';

/** `PIs` and a digit, as application_id. */
const ours = 0x50_49_73_00;
const places = ['test', 'development', 'staging', 'production'] as const;

/** In the header of a file: the kind of place, and 31 bits of the stamp's id. */
interface Mark {
  readonly application: number;
  readonly version: number;
}

export const besideName = (file: string) => `${file}.interlock_stamp`;

/** Reads without a connection, so that no lock is asked for. Throws a sentence that goes on from "the stamp". */
export function readStamp({ fs }: Pick<Host, 'fs'>, file: string): Stamp | 'none' {
  const header = headerOf({ fs }, file);
  const beside = besideOf({ fs }, file);
  const mark = header === 'empty' || header === undefined || !isOurs(header.application) ? undefined : header;
  if (mark === undefined) return beside === undefined ? 'none' : withoutMark(beside, header);
  if (beside?.mark && isEqual(beside.mark, mark)) return beside.stamp;
  const place = placeIn(mark);
  const isBesideStricter = beside !== undefined && places.indexOf(beside.stamp.place) > places.indexOf(place);
  return elsewhere(isBesideStricter ? beside.stamp : { ...nobody, place });
}

/**
 * The header has no mark of ours. Where it could have none, or nothing is in the file that could be lost, the file beside stands
 * for all. Else another file has come to this place, and what was said of the former is not said of it, but where it is strict.
 */
function withoutMark({ stamp, mark }: Beside, header: ReturnType<typeof headerOf>): Stamp {
  const isMild = stamp.place === 'test' || stamp.place === 'development';
  return mark === undefined || header === 'empty' || !isMild ? stamp : elsewhere(stamp);
}

const nobody = {
  id: '',
  identity: { provider: 'sqlite', server: '', database: '' },
  address: '',
  by: '',
  at: '',
} as const;

/** The same as that of another database. */
function elsewhere(stamp: Stamp): Stamp {
  return { ...stamp, identity: nobody.identity };
}

/** Throws what SQLite or the file system says. */
export async function writeStamp(host: Host, file: string, stamp: Stamp): Promise<void> {
  await withFile(host, file, (connection) => {
    const mark = isFree(markIn(connection)) ? markOf(stamp) : undefined;
    writeBeside(host, file, stamp, mark);
    if (mark) setMark(connection, mark);
  });
}

/**
 * Gives a copy that is about to take the place of the file the mark that this place has. Where there is neither a file nor a stamp
 * beside it, the copy keeps its own: it says what was copied.
 */
export async function carryMark(host: Host, file: string, copy: string): Promise<void> {
  const header = headerOf(host, file);
  const beside = besideOf(host, file);
  const isMarked = header !== undefined && header !== 'empty' && isOurs(header.application);
  if (!isMarked && beside === undefined && header === 'empty') return;
  const mark = isMarked ? header : (beside?.mark ?? none);
  await withFile(host, copy, (connection) => {
    const was = markIn(connection);
    if (isFree(was) && !isEqual(was, mark)) setMark(connection, mark);
  });
}

/**
 * To be called before somebody works in the file: gives what puts the mark back that is there now, where it is gone then. Undefined
 * where the file has no whole stamp. Throws as `readStamp`.
 */
export function keepMark(host: Host, file: string): (() => Promise<void>) | undefined {
  const { mark } = besideOf(host, file) ?? {};
  if (mark === undefined) return undefined;
  const isThere = (header: ReturnType<typeof headerOf>) => typeof header === 'object' && isEqual(header, mark);
  const before = headerOf(host, file);
  if (before !== 'empty' && !isThere(before)) return undefined;
  return async () => {
    if (isThere(headerOf(host, file)) || !host.fs.existsSync(file)) return;
    await withFile(host, file, (connection) => {
      if (isEqual(markIn(connection), none)) setMark(connection, mark);
    });
  };
}

export async function removeStamp(host: Host, file: string): Promise<void> {
  if (host.fs.existsSync(file)) {
    await withFile(host, file, (connection) => {
      if (isOurs(markIn(connection).application)) setMark(connection, none);
    });
  }
  host.fs.rmSync(besideName(file), { force: true });
}

/** A setting of the file as it is without a stamp of ours: no backup counts that as contents. */
export function settingWithoutStamp(connection: Connection, name: string): string {
  const isStamped = name === 'user_version' || name === 'application_id';
  if (isStamped && isOurs(markIn(connection).application)) return '0';
  return String(readValue(connection, `PRAGMA ${name}`));
}

const none: Mark = { application: 0, version: 0 };

function markOf({ place, id }: Stamp): Mark {
  const number = Number.parseInt(id.replaceAll('-', '').slice(0, 8), 16) & 0x7fffffff;
  return { application: ours + 1 + places.indexOf(place), version: number || 1 };
}

function isOurs(application: number): boolean {
  return application > ours && application <= ours + places.length;
}

function placeIn({ application }: Mark): Stamp['place'] {
  return places[application - ours - 1] ?? 'production';
}

/** Nobody else has used the two numbers. */
function isFree(mark: Mark): boolean {
  return isOurs(mark.application) || isEqual(mark, none);
}

function isEqual(one: Mark, other: Mark): boolean {
  return one.application === other.application && one.version === other.version;
}

function markIn(connection: Connection): Mark {
  const numberOf = (name: string) => Number(readValue(connection, `PRAGMA ${name}`));
  return { application: numberOf('application_id'), version: numberOf('user_version') };
}

/** Both or none. Then into the file itself, as far as its log lets: the header is read there. */
function setMark(connection: Connection, { application, version }: Mark): void {
  connection.run(`BEGIN IMMEDIATE; PRAGMA application_id = ${application}; PRAGMA user_version = ${version}; COMMIT;`);
  readValue(connection, 'PRAGMA wal_checkpoint(PASSIVE)');
}

async function withFile(host: Host, file: string, work: (connection: Connection) => void): Promise<void> {
  const connection = await open(host, file, 'rw');
  try {
    work(connection);
  } finally {
    connection.close();
  }
}

/** Bytes 60 to 63 are `user_version`, 68 to 71 `application_id` (sqlite.org, "Database File Format", 1.3). */
function headerOf({ fs }: Pick<Host, 'fs'>, file: string): Mark | 'empty' | undefined {
  const header = Buffer.alloc(100);
  let length: number;
  try {
    const descriptor = fs.openSync(file, 'r');
    try {
      length = fs.readSync(descriptor, header, 0, header.length, 0);
    } finally {
      fs.closeSync(descriptor);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'empty';
    throw new Error(`cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'the file'}`);
  }
  if (length === 0) return 'empty';
  if (!header.toString('latin1').startsWith('SQLite format 3\0')) return undefined;
  return { application: header.readInt32BE(68), version: header.readInt32BE(60) };
}

interface Beside {
  readonly stamp: Stamp;
  /** What the header has; undefined where its numbers were somebody else's. */
  readonly mark: Mark | undefined;
}

function besideOf({ fs }: Pick<Host, 'fs'>, file: string): Beside | undefined {
  let text: string;
  try {
    text = fs.readFileSync(besideName(file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`cannot be read: ${besideName(file)}`);
  }
  return { stamp: readStampText(text), mark: markTold(text) };
}

function markTold(text: string): Mark | undefined {
  try {
    const { application, version } = (JSON.parse(text) as { mark?: Partial<Mark> }).mark ?? {};
    return typeof application === 'number' && typeof version === 'number' ? { application, version } : undefined;
  } catch {
    return undefined;
  }
}

function writeBeside(host: Host, file: string, stamp: Stamp, mark: Mark | undefined): void {
  const text = `${JSON.stringify({ ...(JSON.parse(stampText(stamp)) as object), ...(mark && { mark }) })}\n`;
  writeWhole(host, besideName(file), text, 0o644);
}
