import type { TableFacts } from '../table-facts.ts';
import { type Connection, readValue } from './driver.ts';
import { quote, text } from './names.ts';

/** Larger files are not walked through for the size of one table, in bytes. */
const walked = 64 * 1024 * 1024;

/** What goes along by foreign keys is in the schema, and is read with the script. Throws where it cannot be read. */
export function readTableFacts(connection: Connection, path: readonly string[]): TableFacts {
  const pages = Number(readValue(connection, 'PRAGMA page_count')) * Number(readValue(connection, 'PRAGMA page_size'));
  if (pages > walked) return { along: [] };
  try {
    const table = text(path.at(-1) ?? '');
    const own = `SELECT name FROM sqlite_schema WHERE tbl_name = ${table} COLLATE NOCASE`;
    const bytes = readValue(connection, `SELECT sum(pgsize) FROM dbstat WHERE aggregate AND name IN (${own})`);
    return { along: [], bytes: bytes === null ? undefined : Number(bytes) };
  } catch {
    // Not every build of SQLite tells it.
    return { along: [] };
  }
}

/** Of a column that an index leads to. Prisma keeps times as text, or as milliseconds. */
export function readNewest(
  connection: Connection,
  path: readonly string[],
  column: string,
  isTime: boolean,
): string | undefined {
  const value = readValue(connection, `SELECT max(${quote(column)}) FROM ${quote(path.at(-1) ?? '')}`);
  if (value === null || value instanceof Uint8Array) return undefined;
  if (!isTime || typeof value === 'string') return String(value).slice(0, 40);
  const date = new Date(Number(value));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
