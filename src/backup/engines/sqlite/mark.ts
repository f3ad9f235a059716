/**
 * The state of an SQLite file: a sum over its pages as they are with whatever a log holds of them. Times, sizes and the counter
 * of the header do not tell it: with a log the counter stands.
 */
import { createHash } from 'node:crypto';
import type { FileHandle, Host } from '../../../host.ts';
import { type Log, noLog, readLog } from './read-log.ts';

/**
 * Bytes of the header that leaving the log's mode writes anew: both versions, the counter of changes, and by which program
 * at which count it was written last (sqlite.org, "Database File Format", 1.3).
 */
const written = [
  [18, 20],
  [24, 28],
  [92, 100],
] as const;

/** Of a copy that nobody else has open, and that has no log. */
export function markOfCopy(host: Host, copy: string, journalMode: string): Promise<string> {
  return withFile(host, copy, async (file) => textOf(journalMode, await sumOf(file, undefined, noLog)));
}

/**
 * The mark of the present state where it is this one; undefined where it is another, or where the log began anew while it
 * was read. To be called in a read transaction, whose lock it gives up at its end: on POSIX, closing the file does, so this
 * opens it once, and last.
 */
export async function stillHasMark(
  host: Host,
  file: string,
  journalMode: string,
  last: string,
): Promise<string | undefined> {
  const name = `${file}-wal`;
  const log = await readLog(host, name);
  const now = await withFile(host, file, async (main) => {
    const size = log.size ?? (await main.stat()).size;
    if (!last.startsWith(textOf(journalMode, { size, sum: '' }))) return undefined;
    const read = (source: FileHandle | undefined) => sumOf(main, source, log);
    const sum = log.size === undefined ? await read(undefined) : await withFile(host, name, read);
    return (await readLog(host, name, 'head')).head.equals(log.head) ? textOf(journalMode, sum) : undefined;
  });
  return now === last ? now : undefined;
}

interface Sum {
  /** In bytes. */
  readonly size: number;
  /** SHA-256, hex. */
  readonly sum: string;
}

function textOf(journalMode: string, { size, sum }: Sum): string {
  return `sqlite1:${journalMode}:${size}:${sum}`;
}

/** One buffer for all of it. */
const chunk = 1 << 20;

async function sumOf(main: FileHandle, source: FileHandle | undefined, log: Log): Promise<Sum> {
  const hash = createHash('sha256');
  const size = log.size ?? (await main.stat()).size;
  const buffer = Buffer.allocUnsafe(chunk);
  for (let at = 0; at < size; ) {
    const wanted = Math.min(chunk, size - at);
    const { bytesRead } = await main.read(buffer, 0, wanted, at);
    // What the log alone has, at the end, may not be in the file yet.
    buffer.fill(0, bytesRead, wanted);
    if (source) await overlay(buffer.subarray(0, wanted), at, source, log);
    if (at === 0) for (const [from, to] of written) buffer.fill(0, from, to);
    hash.update(buffer.subarray(0, wanted));
    at += wanted;
  }
  return { size, sum: hash.digest('hex') };
}

/** Pages are powers of two up to 65,536 bytes, so none lies in two chunks. */
async function overlay(buffer: Buffer, at: number, source: FileHandle, { pageSize, pages }: Log): Promise<void> {
  for (let offset = 0; offset < buffer.length; offset += pageSize) {
    const place = pages.get((at + offset) / pageSize + 1);
    if (place !== undefined) await source.read(buffer, offset, pageSize, place);
  }
}

async function withFile<T>(host: Host, path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await host.fs.promises.open(path, 'r');
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}
