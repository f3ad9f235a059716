import type { Address } from '../../../databases/postgresql/address.ts';
import { literal, name, readVersion, type Session } from '../../../databases/postgresql/session.ts';
import { connection, findTool } from '../../../databases/postgresql/tools.ts';
import { runTool } from '../../../databases/tools/run-tool.ts';
import { majorOf } from '../../../databases/tools/version.ts';
import type { Dump, EngineContext, TableFingerprint } from '../contract.ts';
import { dumpOptions, leftOut, payload, withPositionsOf } from './archive.ts';
import { beginSnapshot, listSequences, position, readObjects } from './read-contents.ts';
import { emptyTable, listTables, readTable, type TableName } from './read-tables.ts';
import { saveRows } from './salvage-rows.ts';

/**
 * Reads every table by itself, has pg_dump leave out the rows of those that cannot be read, and saves of them what can be
 * had block by block. `zero_damaged_pages` is never set: it destroys what somebody could still save.
 */
export async function salvage(
  context: EngineContext,
  session: Session,
  address: Address,
  folder: string,
): Promise<Dump> {
  const { host } = context;
  const serverVersion = await readVersion(session);
  const lost: string[] = [];
  const [tables, failing] = [[] as TableFingerprint[], [] as TableName[]];
  for (const table of await inTransaction(session, () => listTables(session))) {
    try {
      tables.push(await inTransaction(session, () => readTable(session, table)));
    } catch (error) {
      if (isGone(error)) throw error;
      failing.push(table);
      tables.push(emptyTable(table));
      lost.push(`table ${table.schema}.${table.table}: its rows are not in the dump (${(error as Error).message})`);
    }
  }
  const unread: string[] = [];
  for (const sequence of await inTransaction(session, () => listSequences(session))) {
    await inTransaction(session, () => session.query(`select last_value from ${sequence}`)).catch((error: Error) => {
      if (isGone(error)) throw error;
      unread.push(sequence);
      lost.push(`sequence ${sequence}: its position is not in the dump (${error.message})`);
    });
  }
  const objects = [
    ...(await inTransaction(session, () => readObjects(session, unread))),
    ...(await inTransaction(session, () => beginnings(session, unread))),
  ];
  const tool = await findTool(host, 'pg_dump', serverVersion);
  const file = `${folder}/${payload}`;
  const without = [...failing.map(({ schema, table }) => `${name(schema)}.${name(table)}`), ...unread].map(
    (relation) => `--exclude-table-data=${relation}`,
  );
  const args = [...dumpOptions(context), ...without, `--file=${file}`];
  await runTool(host, { path: tool.path, args, ...connection(host, address) });
  const files = [payload];
  for (const [index, table] of failing.entries()) {
    // Ranges of blocks are read as such since PostgreSQL 14; before, the server would read the whole table for each.
    if (majorOf(serverVersion) < 14) break;
    const saved = await saveRows(host, session, table, `${folder}/rows-${index + 1}.sql`).catch((error: Error) => {
      if (isGone(error)) throw error;
      return undefined;
    });
    if (saved === undefined) continue;
    files.push(`rows-${index + 1}.sql`);
    lost.push(
      `table ${table.schema}.${table.table}: ${saved.rows} rows of it are in rows-${index + 1}.sql, for psql; ${saved.lost.join(', ') || 'nothing else'} cannot be read`,
    );
  }
  const reader = await findTool(host, 'pg_restore', tool.version);
  return {
    serverVersion,
    tool,
    files,
    tables,
    objects: await withPositionsOf(host, reader, file, objects),
    snapshot: 'separate',
    excluded: leftOut,
    incomplete: lost,
  };
}

/** Where sequences stand when a restore has made them and nobody has told it a position. */
async function beginnings(session: Session, sequences: readonly string[]): Promise<Dump['objects']> {
  if (sequences.length === 0) return [];
  const rows = await session.query(`select name, seqstart from pg_sequence
    join unnest(array[${sequences.map(literal).join(', ')}]) as name on seqrelid = name::regclass`);
  return rows.map((row) => position(row['name'] ?? '', row['seqstart'] ?? '', false));
}

/** An error ends a transaction, so each thing is read in its own. */
async function inTransaction<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await beginSnapshot(session);
  try {
    return await work();
  } finally {
    await session.query('ROLLBACK');
  }
}

/** The connection, and not a table, is what broke. An error of the server has a code of five characters. */
function isGone(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === undefined || !/^[0-9A-Z]{5}$/.test(code) || code.startsWith('57') || code.startsWith('08');
}
