import { Transform } from 'node:stream';
import { withoutForbidden } from './definers.ts';

/** As the dump tools write it around what was made while the schema had another collation: the delimiter ends it. */
const settled = /^ALTER DATABASE `(?:[^`]|``)+` (CHARACTER SET \w+ COLLATE \w+ (;;?))$/;

/** Of a line that may be changed, in bytes: the first one of a body may be long. None of rows begins like those. */
const longest = 1 << 20;

const lineEnd = 10;
const begins = new Set([...'ACD/'].map((letter) => letter.charCodeAt(0)));

/**
 * Passes a dump through and takes the schema's name out of these statements. They would change the schema that was dumped,
 * not the one that it is loaded into. Takes out the definers that whoever loads it may not name. Inside a body, where
 * the delimiter is another one, nothing is changed.
 */
export function toOwnSchema(forbidden: readonly string[] = []): Transform {
  let held: Buffer = Buffer.alloc(0);
  let isInLine = false;
  let delimiter = ';';
  let isFirst = false;
  const rewrite = (line: string): string => {
    const isBegun = delimiter === ';' || isFirst;
    isFirst = line.startsWith('DELIMITER ');
    if (isFirst) delimiter = line.slice('DELIMITER '.length).trim();
    const [, setting, end] = settled.exec(line) ?? [];
    if (setting !== undefined && end === delimiter) return `ALTER DATABASE ${setting}`;
    // One byte a character here, and names have more.
    return isBegun && forbidden.length > 0 ? withoutForbidden(line, bytesOf) : line;
  };
  const bytesOf = forbidden.map((definer) => Buffer.from(definer).toString('latin1'));
  const pass = (data: Buffer, isLast: boolean): Buffer => {
    const parts: Buffer[] = [];
    let passed = 0;
    let start = isInLine ? data.indexOf(lineEnd) + 1 || data.length : 0;
    while (start < data.length) {
      const found = data.indexOf(lineEnd, start);
      const end = found < 0 ? data.length : found;
      if (begins.has(data[start] ?? 0) && end - start <= longest) {
        if (found < 0 && !isLast) break;
        // One byte a character, whatever they mean.
        const line = data.toString('latin1', start, end);
        const rewritten = rewrite(line);
        if (rewritten !== line) {
          parts.push(data.subarray(passed, start), Buffer.from(rewritten, 'latin1'));
          passed = end;
        }
      } else isFirst = false;
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
