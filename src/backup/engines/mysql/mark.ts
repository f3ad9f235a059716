/**
 * MySQL and MariaDB tell of no write for sure: `update_time` is lost with a restart, counters are the whole server's. So a
 * database is what it was where everything that a backup records of it is read again and found the same.
 */
import type { Session } from '../../../databases/mysql/session.ts';
import { isSame } from '../../contents/same.ts';
import type { Contents, Dump, MarkedDump } from '../contract.ts';
import { listTables, readContents, readObjects, readTable } from './read-contents.ts';

/** Says that the contents of a dump are those of its own moment, and all that it holds. */
const complete = 'mysql1';

/**
 * `reader`: the session that read `contents` for the dump, which has been written since. Where writers could not be held, they
 * are read once more.
 */
export async function markOf(
  reader: Session,
  snapshot: Dump['snapshot'],
  contents: Contents,
): Promise<string | undefined> {
  if (await hidesValues(reader)) return undefined;
  if (snapshot === 'shared') return complete;
  await reader.query('COMMIT');
  await reader.query('START TRANSACTION WITH CONSISTENT SNAPSHOT');
  return isSame(contents, await readContents(reader)) ? complete : undefined;
}

/** The history of a versioned table, and the last digits of a FLOAT, are in no text of a row. */
async function hidesValues(session: Session): Promise<boolean> {
  const [row] = await session.query(`select
    (select count(*) from information_schema.tables where table_schema = database() and table_type = 'SYSTEM VERSIONED')
    + (select count(*) from information_schema.columns where table_schema = database() and data_type = 'float') as n`);
  return row?.['n'] !== '0';
}

/** To be called in a snapshot. What costs least comes first, and what differs ends it. */
export async function unchangedSince(
  session: Session,
  { mark, tables, objects }: MarkedDump,
  mayReadAll: boolean,
): Promise<string | undefined> {
  if (!mayReadAll || mark !== complete || (await hidesValues(session))) return undefined;
  const names = await listTables(session);
  const now = await readObjects(session, names);
  if (names.length !== tables.length || !isSame({ tables: [], objects }, { tables: [], objects: now }))
    return undefined;
  for (const table of tables.toSorted((a, b) => a.rows - b.rows)) {
    if (!names.includes(table.name)) return undefined;
    const found = await readTable(session, table.name);
    if (!isSame({ tables: [table], objects: [] }, { tables: [found], objects: [] })) return undefined;
  }
  return mark;
}
