import { type Connection, readValue } from '../../../databases/sqlite/driver.ts';
import type { Dump } from '../contract.ts';
import { countRows, listTables } from './read-contents.ts';

/** Throws a plain error where the file is damaged, or lacks a table. */
export function inspectCopy(connection: Connection, dump: Pick<Dump, 'tables'>): void {
  checkPages(connection);
  const found = new Set(listTables(connection));
  const missing = dump.tables.find(({ name }) => !found.has(name));
  if (missing) throw new Error(`table ${missing.name} is missing`);
}

/**
 * Throws a plain error where the file is damaged or holds other tables than the dump recorded. No stricter with an index than
 * `inspectCopy`: what was called good can be restored, and the rows are compared by their digests.
 */
export function checkCopy(connection: Connection, dump: Pick<Dump, 'tables'>): void {
  checkPages(connection);
  for (const { name, rows } of dump.tables) {
    const found = countRows(connection, name);
    if (found !== rows) throw new Error(`table ${name} has ${found} rows in place of ${rows}`);
  }
}

/** Throws a plain error where pages are damaged. */
export function checkPages(connection: Connection): void {
  const verdict = readValue(connection, 'PRAGMA quick_check(1)');
  if (verdict !== 'ok') throw new Error(`quick_check says: ${String(verdict).replace(/\s+/g, ' ')}`);
}
