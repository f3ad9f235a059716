import { Transform } from 'node:stream';
import { withoutForbidden } from './definers.ts';
import { isOpenHeader, withoutOwnSchema, withPlainHeader } from './own-names.ts';

/** As the dump tools write it around what was made while the schema had another collation: the delimiter ends it. */
const settled = /^ALTER DATABASE `(?:[^`]|``)+` (CHARACTER SET \w+ COLLATE \w+ (;;?))$/;

/** As they set up a session for an event, whose definition follows. */
const sets = /^\/\*!50003 SET .* \*\/ ;;$/;

/** As the tools begin a dump. */
const origin = /^-- Host: .* {4}Database: (.+)$/;
/** Nobody else is in what is loaded, and who has locked a table may not use the sequences of its defaults. */
const locking = /^(LOCK TABLES `(?:[^`]|``)+` WRITE|UNLOCK TABLES);$/;

/** Of a line that may be changed, in bytes: the first one of a body may be long. None of rows begins like those. */
const longest = 1 << 20;

const lineEnd = 10;
const begins = new Set([...'ACDLU/-) '].map((letter) => letter.charCodeAt(0)));

/**
 * Passes a dump through and takes the schema's name out of what would reach into the schema that was dumped, not the one that
 * it is loaded into. Takes out the definers that whoever loads it may not name. Inside a body, where
 * the delimiter is another one, nothing is changed but the header of a trigger.
 */
export function toOwnSchema(forbidden: readonly string[] = []): Transform {
  let held: Buffer = Buffer.alloc(0);
  let isInLine = false;
  let delimiter = ';';
  let isFirst = false;
  let schema: string | undefined;
  let isInTable = false;
  const rewrite = (line: string): string => {
    const isBegun = delimiter === ';' || isFirst;
    const isDelimiter = line.startsWith('DELIMITER ');
    isFirst = isDelimiter || (isFirst && sets.test(line));
    if (isDelimiter) delimiter = line.slice('DELIMITER '.length).trim();
    const [, setting, end] = settled.exec(line) ?? [];
    if (setting !== undefined && end === delimiter) return `ALTER DATABASE ${setting}`;
    const own = delimiter === ';' ? rewriteOwn(line) : withPlainHeader(line);
    // One byte a character here, and names have more.
    return isBegun && forbidden.length > 0 ? withoutForbidden(own, bytesOf) : own;
  };
  /** Of what is no body. */
  const rewriteOwn = (line: string): string => {
    schema = origin.exec(line)?.[1] ?? schema;
    if (line.startsWith('CREATE TABLE ')) isInTable = true;
    if (line.startsWith(')')) isInTable = false;
    if (locking.test(line)) return '';
    const isOwn = (isInTable && line.startsWith(' ')) || line.startsWith('/*!50001 VIEW ');
    return isOwn && schema !== undefined ? withoutOwnSchema(line, schema) : line;
  };
  /** Of a trigger whose header has several lines. */
  const goesOn = (line: string) => isFirst && isOpenHeader(line);
  const bytesOf = forbidden.map((definer) => Buffer.from(definer).toString('latin1'));
  const pass = (data: Buffer, isLast: boolean): Buffer => {
    const parts: Buffer[] = [];
    let passed = 0;
    let start = isInLine ? data.indexOf(lineEnd) + 1 || data.length : 0;
    while (start < data.length) {
      let found = data.indexOf(lineEnd, start);
      let end = found < 0 ? data.length : found;
      if (begins.has(data[start] ?? 0) && end - start <= longest) {
        // One byte a character, whatever they mean.
        let line = data.toString('latin1', start, end);
        while (found >= 0 && end - start <= longest && goesOn(line)) {
          found = data.indexOf(lineEnd, end + 1);
          end = found < 0 ? data.length : found;
          line = data.toString('latin1', start, end);
        }
        if (found < 0 && !isLast) break;
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
