import type { Value } from '../../../databases/sqlite/driver.ts';
import { type ExactValue, exactRow, Text } from './exact-values.ts';

/** Rows of what `exactly` selects of so many columns, as bytes for a digest. */
export function* encoded(rows: Iterable<Record<string, Value>>, columns: number, encoding: string): Generator<Buffer> {
  for (const row of rows) yield Buffer.concat(exactRow(row, columns, encoding).map(encode));
}

/** Type, length, bytes: no two different rows are encoded alike. */
function encode(value: ExactValue): Buffer {
  if (value === null) return Buffer.from('n;');
  if (typeof value === 'bigint') return Buffer.from(`i${value};`);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(9, 'r');
    bytes.writeDoubleBE(value, 1);
    return bytes;
  }
  if (value instanceof Text) return encodeText(value);
  if (typeof value === 'string') return tagged('t', Buffer.from(value));
  return tagged('b', Buffer.from(value));
}

/** As UTF-8, whatever the database's own encoding is; what is no text in that by its bytes. */
function encodeText(text: Text): Buffer {
  if (text.encoding === 'UTF-8') return tagged('t', text.bytes);
  const exact = text.exact();
  return exact === undefined ? tagged('w', text.bytes) : tagged('t', Buffer.from(exact));
}

function tagged(tag: string, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${tag}${bytes.length};`), bytes]);
}
