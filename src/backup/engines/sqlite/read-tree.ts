/**
 * The rows of a table as they lie in the file (sqlite.org, "Database File Format", 1.6), for one that SQLite reads only with what
 * the program that made it brings along: a collation by which its rows are ordered, say.
 */
import type { Host } from '../../../host.ts';

/** A file that nobody else has open, and that has no log. */
export interface Pages {
  /** Bytes of a page that hold something of a row or of a tree. */
  readonly usable: number;
  read(page: number): Buffer;
  close(): void;
}

export function openPages({ fs }: Pick<Host, 'fs'>, file: string): Pages {
  const descriptor = fs.openSync(file, 'r');
  const head = Buffer.alloc(100);
  fs.readSync(descriptor, head, 0, head.length, 0);
  const size = head.readUInt16BE(16) === 1 ? 65_536 : head.readUInt16BE(16);
  return {
    usable: size - (head[20] ?? 0),
    read(page) {
      const bytes = Buffer.alloc(size);
      if (fs.readSync(descriptor, bytes, 0, size, (page - 1) * size) < size)
        throw new Error(`page ${page} is malformed`);
      return bytes;
    },
    close: () => fs.closeSync(descriptor),
  };
}

const kinds = { 2: 'interior index', 5: 'interior table', 10: 'leaf index', 13: 'leaf table' } as const;

/** Each row with its number, where it has one, as SQLite stores it. Throws where the tree is damaged. */
export function* readTree(pages: Pages, root: number, depth = 0): Generator<Buffer> {
  const page = pages.read(root);
  const start = root === 1 ? 100 : 0;
  const kind = kinds[page[start] as keyof typeof kinds];
  // A tree of so many levels would have more pages than a file can.
  if (kind === undefined || depth > 40) throw new Error(`page ${root} is malformed`);
  const isLeaf = kind.startsWith('leaf');
  const first = start + (isLeaf ? 8 : 12);
  for (let index = 0; index < page.readUInt16BE(start + 3); index++) {
    let at = page.readUInt16BE(first + 2 * index);
    if (!isLeaf) {
      yield* readTree(pages, page.readUInt32BE(at), depth + 1);
      at += 4;
    }
    if (kind !== 'interior table') yield readCell(pages, page, at, kind === 'leaf table');
  }
  if (!isLeaf) yield* readTree(pages, page.readUInt32BE(start + 8), depth + 1);
}

function readCell(pages: Pages, page: Buffer, at: number, hasNumber: boolean): Buffer {
  const [length, begin] = readVarint(page, at);
  const [, body] = hasNumber ? readVarint(page, begin) : [0, begin];
  const { usable } = pages;
  const most = hasNumber ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const some = least + ((length - least) % (usable - 4));
  const local = length <= most ? length : some <= most ? some : least;
  // With the number of the row before it.
  const parts = [page.subarray(begin, body + local)];
  let left = length - local;
  for (let next = left > 0 ? page.readUInt32BE(body + local) : 0; left > 0; ) {
    const more = pages.read(next);
    const part = more.subarray(4, 4 + Math.min(left, usable - 4));
    parts.push(part);
    left -= part.length;
    next = more.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

/** Gives the number and where it ends. */
function readVarint(bytes: Buffer, at: number): [number, number] {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = bytes[at + index] ?? 0;
    value = value * 128 + (byte & 127);
    if (byte < 128) return [value, at + index + 1];
  }
  return [value * 256 + (bytes[at + 8] ?? 0), at + 9];
}
