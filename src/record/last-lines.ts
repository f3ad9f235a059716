import type { Host } from '../host.ts';
import { openRegular } from '../project/regular-file.ts';

/** A longer line is left out, in bytes. */
const longest = 1_000_000;
const chunkBytes = 65_536;

/**
 * The lines of the end of a file, of the last `most` bytes, first to last, each read when it is asked for. The first may be
 * the rest of one. Throws as `openRegular` does, before there is a line; no link is followed.
 */
export function readLastLines(host: Host, file: string, most: number): Iterable<string> {
  const { O_RDONLY, O_NOFOLLOW = 0 } = host.fs.constants;
  const descriptor = openRegular(host, file, O_RDONLY | O_NOFOLLOW);
  return linesFrom(host, descriptor, Math.max(0, host.fs.fstatSync(descriptor).size - most));
}

function* linesFrom(host: Host, descriptor: number, start: number): Generator<string> {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  let position = start;
  let line: Buffer = Buffer.alloc(0);
  let isCut = false;
  try {
    for (;;) {
      const read = host.fs.readSync(descriptor, chunk, 0, chunk.length, position);
      if (read === 0) break;
      position += read;
      let from = 0;
      for (let end = chunk.indexOf(0x0a); end !== -1 && end < read; end = chunk.indexOf(0x0a, from)) {
        if (!isCut) yield Buffer.concat([line, chunk.subarray(from, end)]).toString('utf8');
        line = Buffer.alloc(0);
        isCut = false;
        from = end + 1;
      }
      isCut ||= line.length + read - from > longest;
      line = isCut ? Buffer.alloc(0) : Buffer.concat([line, chunk.subarray(from, read)]);
    }
    if (!isCut) yield line.toString('utf8');
  } finally {
    host.fs.closeSync(descriptor);
  }
}
