import { Transform } from 'node:stream';

/** As the dump tools write it around what was made while the schema had another collation: the delimiter ends it. */
const settled = /^ALTER DATABASE `(?:[^`]|``)+` (CHARACTER SET \w+ COLLATE \w+ (;;?))$/;

/** A name of 64 characters takes 256 bytes, and twice as many where they are quotes. */
const longest = 1000;

const [lineEnd, a, d] = [10, 65, 68];

/**
 * Passes a dump through and takes the schema's name out of these statements. They would change the schema that was dumped,
 * not the one that it is loaded into. Inside a body, where the delimiter is another one, nothing is changed.
 */
export function toOwnSchema(): Transform {
  let held: Buffer = Buffer.alloc(0);
  let isInLine = false;
  let delimiter = ';';
  const rewrite = (line: string): string => {
    if (line.startsWith('DELIMITER ')) delimiter = line.slice('DELIMITER '.length).trim();
    const [, setting, end] = settled.exec(line) ?? [];
    return setting !== undefined && end === delimiter ? `ALTER DATABASE ${setting}` : line;
  };
  const pass = (data: Buffer, isLast: boolean): Buffer => {
    const parts: Buffer[] = [];
    let passed = 0;
    let start = isInLine ? data.indexOf(lineEnd) + 1 || data.length : 0;
    while (start < data.length) {
      const found = data.indexOf(lineEnd, start);
      const end = found < 0 ? data.length : found;
      if ((data[start] === a || data[start] === d) && end - start <= longest) {
        if (found < 0 && !isLast) break;
        // One byte a character, whatever they mean.
        const line = data.toString('latin1', start, end);
        const rewritten = rewrite(line);
        if (rewritten !== line) {
          parts.push(data.subarray(passed, start), Buffer.from(rewritten, 'latin1'));
          passed = end;
        }
      }
      start = found < 0 ? data.length : end + 1;
    }
    const isCut = start < data.length;
    held = isCut ? data.subarray(start) : Buffer.alloc(0);
    isInLine = !isCut && data.length > 0 && data[data.length - 1] !== lineEnd;
    parts.push(data.subarray(passed, start));
    return Buffer.concat(parts);
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, pass(held.length > 0 ? Buffer.concat([held, chunk]) : chunk, false));
    },
    flush(done) {
      done(null, held.length > 0 ? pass(held, true) : null);
    },
  });
}
