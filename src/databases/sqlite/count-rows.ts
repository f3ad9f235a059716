import { type Counted, type Holder, nothingThere } from '../holder.ts';
import { type Connection, readValue } from './driver.ts';
import { quote, text } from './names.ts';

/** Exact. Of the file itself, not of one that a script attaches. Throws where it cannot be read. */
export function countRows(connection: Connection, { name: path, columns, isHasty }: Holder): Counted {
  const table = path.at(-1) ?? '';
  if (path.length > 1 && path.at(-2)?.toLowerCase() !== 'main') return { rows: undefined };
  const found = `SELECT count(*) FROM sqlite_schema WHERE type IN ('table', 'view') AND name = ${text(table)} COLLATE NOCASE`;
  if (Number(readValue(connection, found)) === 0) return nothingThere;
  const there = columns?.filter((column) => isThere(connection, table, column));
  if (there?.length === 0) return nothingThere;
  // It keeps no estimate.
  if (isHasty) return { rows: undefined };
  const held = there?.map((column) => `${quote(column)} IS NOT NULL`).join(' OR ') ?? 'true';
  return { rows: Number(readValue(connection, `SELECT count(*) FROM ${quote(table)} WHERE ${held}`)) };
}

function isThere(connection: Connection, table: string, column: string): boolean {
  const of = `pragma_table_xinfo(${text(table)}) WHERE name = ${text(column)} COLLATE NOCASE`;
  return Number(readValue(connection, `SELECT count(*) FROM ${of}`)) > 0;
}
