import type { FileHandle, Host } from '../../../host.ts';

/** What a write-ahead log holds that is committed (sqlite.org, "WAL-mode File Format"). */
export interface Log {
  /** Its header, which changes whenever it begins anew. Empty where there is no log. */
  readonly head: Buffer;
  readonly pageSize: number;
  /** By number of a page: where its newest bytes begin in the log. */
  readonly pages: ReadonlyMap<number, number>;
  /** Of the database with all that, in bytes; undefined where nothing is committed. */
  readonly size: number | undefined;
}

export const noLog: Log = { head: Buffer.alloc(0), pageSize: 0, pages: new Map(), size: undefined };

const headLength = 32;
const frameHead = 24;

/** `head`: reads no further than the header. */
export async function readLog(host: Host, path: string, what: 'all' | 'head' = 'all'): Promise<Log> {
  const file = await host.fs.promises.open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return noLog;
  try {
    const head = Buffer.alloc(headLength);
    const { bytesRead } = await file.read(head, 0, headLength, 0);
    if (bytesRead < headLength || what === 'head') return { ...noLog, head: head.subarray(0, bytesRead) };
    return await readFrames(file, head);
  } finally {
    await file.close();
  }
}

/** As SQLite recovers a log: frames count as far as their salts and sums are right, up to the last that commits. */
async function readFrames(file: FileHandle, head: Buffer): Promise<Log> {
  const sum = checksum((head.readUInt32BE(0) & 1) === 1);
  // Of 65,536 bytes the header says one.
  const pageSize = head.readUInt32BE(8) === 1 ? 65_536 : head.readUInt32BE(8);
  const nothing: Log = { ...noLog, head, pageSize };
  sum.add(head, 0, 24);
  if (!sum.is(head, 24) || pageSize < 512 || pageSize > 65_536) return nothing;
  const pages = new Map<number, number>();
  const open = new Map<number, number>();
  const frame = Buffer.alloc(frameHead + pageSize);
  let size: number | undefined;
  for (let at = headLength; ; at += frame.length) {
    const { bytesRead } = await file.read(frame, 0, frame.length, at);
    if (bytesRead < frame.length || frame.compare(head, 16, 24, 8, 16) !== 0) break;
    sum.add(frame, 0, 8);
    sum.add(frame, frameHead, frame.length);
    if (!sum.is(frame, 16)) break;
    open.set(frame.readUInt32BE(0), at + frameHead);
    const committed = frame.readUInt32BE(4);
    if (committed === 0) continue;
    size = committed * pageSize;
    for (const [page, place] of open) pages.set(page, place);
    open.clear();
  }
  return { ...nothing, pages, size };
}

/** Two running sums over pairs of 32-bit words, in the order of bytes that the log's first word names. */
function checksum(isBigEndian: boolean) {
  let [first, second] = [0, 0];
  const word = (bytes: Buffer, at: number) => (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
  return {
    add(bytes: Buffer, from: number, to: number) {
      for (let at = from; at < to; at += 8) {
        first = (first + word(bytes, at) + second) >>> 0;
        second = (second + word(bytes, at + 4) + first) >>> 0;
      }
    },
    is: (bytes: Buffer, at: number) => bytes.readUInt32BE(at) === first && bytes.readUInt32BE(at + 4) === second,
  };
}
