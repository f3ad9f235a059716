import { type Connection, readValue } from '../../../databases/sqlite/driver.ts';
import { isAbovePages, isDamage, isLocked } from '../../../databases/sqlite/faults.ts';
import { quote } from '../../../databases/sqlite/names.ts';
import type { Dump } from '../contract.ts';
import { countRows, listTables, type OwnFile } from './read-contents.ts';

/** Throws a plain error where the file is damaged, or lacks a table. */
export function inspectCopy(connection: Connection, dump: Pick<Dump, 'tables'>, own: OwnFile): void {
  checkPages(connection, own);
  const found = new Set(listTables(connection));
  const missing = dump.tables.find(({ name }) => !found.has(name));
  if (missing) throw new Error(`table ${missing.name} is missing`);
}

/**
 * Throws a plain error where the file is damaged or holds other tables than the dump recorded. No stricter with an index than
 * `inspectCopy`: what was called good can be restored, and the rows are compared by their digests.
 */
export function checkCopy(connection: Connection, dump: Pick<Dump, 'tables'>, own: OwnFile): void {
  checkPages(connection, own);
  for (const { name, rows } of dump.tables) {
    const found = countRows(connection, name, own);
    if (found !== rows) throw new Error(`table ${name} has ${found} rows in place of ${rows}`);
  }
}

/**
 * Throws a plain error where pages are damaged. What cannot be looked at without the program that made the file, and the
 * contents of virtual tables, are no pages: then it is told table by table.
 */
export function checkPages(connection: Connection, own?: OwnFile): void {
  try {
    const lines = [...connection.rows(`PRAGMA quick_check(${most})`)].map((row) => String(Object.values(row)[0]));
    const damage = lines.find((line) => line !== 'ok' && !ofVirtual.test(line));
    if (damage !== undefined) throw new Error(`quick_check says: ${damage.replace(/\s+/g, ' ')}`);
    if (lines.length < most) return;
  } catch (error) {
    if (isDamage(error) || isLocked(error)) throw error;
  }
  for (const table of ['sqlite_master', ...listTables(connection)]) checkTable(connection, table, own);
}

/** Lines of a check. */
const most = 100;

/** What the modules of SQLite say of their own contents (fts3.c, fts5_main.c, rtree.c). */
const ofVirtual = /inverted index (for|of) FTS|^fts[345]: |^(In )?RTree|rtree/i;

function checkTable(connection: Connection, table: string, own: OwnFile): void {
  try {
    const verdict = readValue(connection, `PRAGMA quick_check(${quote(table)})`);
    if (verdict !== 'ok') throw new Error(`quick_check says: ${String(verdict).replace(/\s+/g, ' ')}`);
  } catch (error) {
    if (!isAbovePages(error)) throw error;
    countAll(connection, table, own);
  }
}

/** Goes through the pages of its rows at least. Where that needs the program, and the file is not ours, nothing can be told. */
function countAll(connection: Connection, table: string, own: OwnFile): void {
  try {
    countRows(connection, table, own);
  } catch (error) {
    if (own !== undefined || !isAbovePages(error)) throw error;
  }
}
