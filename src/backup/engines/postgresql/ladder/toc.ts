/** The table of contents at the head of an archive of pg_dump's custom format (pg_backup_archiver.c, ReadHead and ReadToc). */
import type { Host } from '../../../../host.ts';

/** One thing that pg_restore makes, in the order in which it does. */
export interface Entry {
  readonly id: number;
  /** pg_restore's own word: `TABLE DATA`, `CONSTRAINT`, `INDEX`. */
  readonly kind: string;
  /** Unquoted; empty where it lies in none. */
  readonly schema: string;
  readonly tag: string;
  readonly section: 'none' | 'pre-data' | 'data' | 'post-data';
  readonly definition: string;
  /** Ids of what has to be there before; some are of things that the archive does not have. */
  readonly needs: readonly number[];
}

export interface Toc {
  readonly entries: readonly Entry[];
  /** Where the statement that empties the search path begins in the file, and its bytes. */
  readonly searchPath: { readonly at: number; readonly length: number } | undefined;
}

const sections = ['none', 'none', 'pre-data', 'data', 'post-data'] as const;

/** Throws where the file is no archive of a version that is known: 1.13 to 1.16, of PostgreSQL 10 to 18. */
export async function readToc(host: Host, file: string): Promise<Toc> {
  const handle = await host.fs.promises.open(file, 'r');
  try {
    const { size } = await handle.stat();
    for (let length = Math.min(size, 1 << 20); ; length = Math.min(size, length * 4)) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
      try {
        return parseToc(buffer.subarray(0, bytesRead));
      } catch (error) {
        // It goes on behind what was read.
        if (!(error instanceof RangeError) || length >= size) throw error;
      }
    }
  } finally {
    await handle.close();
  }
}

/** Throws a `RangeError` where the bytes end before the table does. */
export function parseToc(bytes: Buffer): Toc {
  const reader = readerOf(bytes);
  const version = readHead(reader);
  const entries: Entry[] = [];
  let searchPath: Toc['searchPath'];
  for (let count = reader.integer(); count > 0; count--) {
    const { entry, definitionAt } = readEntry(reader, version);
    entries.push(entry);
    const length = Buffer.byteLength(entry.definition);
    if (entry.kind === 'SEARCHPATH') searchPath = { at: definitionAt, length };
  }
  return { entries, searchPath };
}

type Reader = ReturnType<typeof readerOf>;

function readerOf(bytes: Buffer) {
  let at = 0;
  let integerSize = 4;
  let offsetSize = 8;
  const byte = () => bytes.readUInt8(at++);
  const integer = () => {
    const isNegative = byte() !== 0;
    const value = bytes.readUIntLE(at, integerSize);
    at += integerSize;
    return isNegative ? -value : value;
  };
  const text = () => {
    const length = integer();
    if (length < 0) return undefined;
    if (at + length > bytes.length) throw new RangeError('the archive ends within its table of contents');
    at += length;
    return bytes.toString('utf8', at - length, at);
  };
  return {
    byte,
    integer,
    text,
    position: () => at,
    setSizes: (ofIntegers: number, ofOffsets: number) => {
      [integerSize, offsetSize] = [ofIntegers, ofOffsets];
    },
    skipOffset: () => {
      at += 1 + offsetSize;
    },
  };
}

/** Gives the minor number of the format's version. */
function readHead(reader: Reader): number {
  const magic = String.fromCharCode(...Array.from({ length: 5 }, reader.byte));
  const [major, minor] = [reader.byte(), reader.byte()];
  reader.byte();
  reader.setSizes(reader.byte(), reader.byte());
  const isCustom = reader.byte() === 1;
  if (magic !== 'PGDMP' || major !== 1 || minor < 13 || minor > 16 || !isCustom) {
    throw new Error(`an archive of the version ${major}.${minor} is not known`);
  }
  if (minor >= 15) reader.byte();
  else reader.integer();
  for (let part = 0; part < 7; part++) reader.integer();
  for (let part = 0; part < 3; part++) reader.text();
  return minor;
}

function readEntry(reader: Reader, version: number): { entry: Entry; definitionAt: number } {
  const id = reader.integer();
  reader.integer();
  for (let part = 0; part < 2; part++) reader.text();
  const [tag = '', kind = ''] = [reader.text(), reader.text()];
  const section = sections[reader.integer()] ?? 'none';
  // Behind its length, which is an integer with a byte for the sign.
  const definition = reader.text() ?? '';
  const definitionAt = reader.position() - Buffer.byteLength(definition);
  for (let part = 0; part < 2; part++) reader.text();
  const schema = reader.text() ?? '';
  reader.text();
  if (version >= 14) reader.text();
  if (version >= 16) reader.integer();
  for (let part = 0; part < 2; part++) reader.text();
  const needs: number[] = [];
  for (let need = reader.text(); need !== undefined; need = reader.text()) needs.push(Number(need));
  reader.skipOffset();
  return { entry: { id, kind, schema, tag, section, definition, needs }, definitionAt };
}
