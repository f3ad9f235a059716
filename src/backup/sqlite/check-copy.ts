import type { Dump } from '../contract.ts';
import { type Connection, readValue } from './driver.ts';
import { countRows, listTables } from './read-contents.ts';

/** Throws a plain error where the file is damaged, or lacks a table. A restore looks closer. */
export function inspectCopy(connection: Connection, dump: Pick<Dump, 'tables'>): void {
  checkPages(connection);
  const found = new Set(listTables(connection));
  const missing = dump.tables.find(({ name }) => !found.has(name));
  if (missing) throw new Error(`table ${missing.name} is missing`);
}

/** Throws a plain error where the file is damaged or holds other tables than the dump recorded. */
export function checkCopy(connection: Connection, dump: Pick<Dump, 'tables'>): void {
  checkIntegrity(connection);
  for (const { name, rows } of dump.tables) {
    const found = countRows(connection, name);
    if (found !== rows) throw new Error(`table ${name} has ${found} rows in place of ${rows}`);
  }
}

/** Throws a plain error where pages are damaged, or an index is not what its table is. */
function checkIntegrity(connection: Connection): void {
  const verdict = readValue(connection, 'PRAGMA integrity_check');
  if (verdict !== 'ok') throw new Error(`integrity_check says: ${verdict}`);
}

/** Throws a plain error where pages are damaged; quicker than the above. */
export function checkPages(connection: Connection): void {
  const verdict = readValue(connection, 'PRAGMA quick_check(1)');
  if (verdict !== 'ok') throw new Error(`quick_check says: ${String(verdict).replace(/\s+/g, ' ')}`);
}
