/**
 * Texts by their bytes. As a text a driver may give something else than what is there: `libsql` ends at a NUL, and the process
 * dies of bytes that are no UTF-8; `node:sqlite` puts U+FFFD in their place.
 */
import type { Value } from '../../../databases/sqlite/driver.ts';

export type ExactValue = Value | Text;

/** In the encoding of the database: `UTF-8`, `UTF-16le`, `UTF-16be`. */
export class Text {
  readonly bytes: Buffer;
  readonly encoding: string;

  constructor(bytes: Buffer, encoding: string) {
    this.bytes = bytes;
    this.encoding = encoding;
  }

  /** Undefined where the bytes are no text in that encoding. */
  exact(): string | undefined {
    const told = this.toString();
    return encode(told, this.encoding).equals(this.bytes) ? told : undefined;
  }

  /** With U+FFFD for what is none. */
  toString(): string {
    if (this.encoding === 'UTF-8') return this.bytes.toString();
    const whole = this.bytes.subarray(0, this.bytes.length & ~1);
    return swapped(whole, this.encoding).toString('utf16le');
  }
}

function encode(told: string, encoding: string): Buffer {
  if (encoding === 'UTF-8') return Buffer.from(told);
  // A half of a pair would survive there, and be another one as UTF-8.
  return swapped(Buffer.from(Buffer.from(told).toString(), 'utf16le'), encoding);
}

function swapped(bytes: Buffer, encoding: string): Buffer {
  return encoding === 'UTF-16be' ? Buffer.from(bytes).swap16() : bytes;
}

/** So many answers fit into one integer. */
const most = 60;

/** What to select, of columns that are quoted; each row is then read by `exactRow`. */
export function exactly(columns: readonly string[]): string {
  const isText = (column: string) => `typeof(${column}) = 'text'`;
  const values = columns.map((c, index) => `CASE WHEN ${isText(c)} THEN CAST(${c} AS BLOB) ELSE ${c} END AS c${index}`);
  const flags = inGroups(columns).map((group, index) => {
    const bits = group.map((column, bit) => `((${isText(column)}) << ${bit})`);
    return `${bits.join(' | ')} AS t${index}`;
  });
  return [...values, ...flags].join(', ');
}

function inGroups(columns: readonly string[]): string[][] {
  const groups = Array.from({ length: Math.ceil(columns.length / most) }, (_, index) => index * most);
  return groups.map((from) => columns.slice(from, from + most));
}

/** The values of so many columns, in their order. */
export function exactRow(row: Record<string, Value>, columns: number, encoding: string): ExactValue[] {
  const cells = Object.values(row);
  return cells.slice(0, columns).map((value, index) => {
    const flags = BigInt(cells[columns + Math.floor(index / most)] as bigint | number);
    const isText = ((flags >> BigInt(index % most)) & 1n) === 1n;
    return isText ? new Text(Buffer.from(value as Uint8Array), encoding) : value;
  });
}
