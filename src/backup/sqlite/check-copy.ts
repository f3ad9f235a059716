import type { Dump } from '../contract.ts';
import { type Connection, readValue } from './driver.ts';
import { countRows } from './read-contents.ts';

/** Throws a plain error where the file is damaged or holds other tables than the dump recorded. */
export function checkCopy(connection: Connection, dump: Pick<Dump, 'tables'>): void {
  const verdict = readValue(connection, 'PRAGMA integrity_check');
  if (verdict !== 'ok') throw new Error(`integrity_check says: ${verdict}`);
  for (const { name, rows } of dump.tables) {
    const found = countRows(connection, name);
    if (found !== rows) throw new Error(`table ${name} has ${found} rows in place of ${rows}`);
  }
}

/**
 * Throws a plain error where pages are damaged. To be asked of the original: VACUUM INTO cuts a long value short where the
 * chain of its pages is broken, without an error, and the copy is then whole by itself (SQLite 3.45).
 */
export function checkPages(connection: Connection): void {
  const verdict = readValue(connection, 'PRAGMA quick_check(1)');
  if (verdict !== 'ok') throw new Error(`quick_check says: ${String(verdict).replace(/\s+/g, ' ')}`);
}
