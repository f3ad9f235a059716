/** Single tables of a restored copy. Rows come over by pg_dump and pg_restore, so that every type does. */
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readAddress } from '../../../databases/postgresql/address.ts';
import { restoreFault, subjectOf } from '../../../databases/postgresql/faults.ts';
import { literal, name, openSession, readVersion, type Session } from '../../../databases/postgresql/session.ts';
import { connection, findTool } from '../../../databases/postgresql/tools.ts';
import { runTool } from '../../../databases/tools/run-tool.ts';
import type { Target } from '../../../types.ts';
import type { EngineContext, TableEngine } from '../contract.ts';
import { columnsDiffer } from '../same-columns.ts';
import { listTables, type TableName } from './read-tables.ts';
import { replaceRows } from './replace-rows.ts';
import { apart } from './rows-apart.ts';

export const tables: TableEngine = {
  putBeside: (context, copy, table, as) => refusing(context, () => putBeside(context, copy, table, as)),

  putInPlace: (context, copy, table) =>
    refusing(context, async () => {
      const from = await inSession(context, copy, async (session) => {
        const found = await nameIn(session, table);
        return { found, columns: await columnsOf(session, found) };
      });
      await inSession(context, context.target, async (session) => {
        const isThere = (await listTables(session)).some((one) => `${one.schema}.${one.table}` === table);
        columnsDiffer(table, from.columns, isThere ? await columnsOf(session, from.found) : []);
      });
      const staged = `interlock_rows_${Date.now().toString(36)}`;
      await putBeside(context, copy, table, staged);
      const at = { schema: from.found.schema, table: staged };
      await inSession(context, context.target, async (session) => {
        try {
          await replaceRows(session, from.found, at, await sequencesOf(context, copy, from.found));
        } finally {
          await session.query(`DROP TABLE IF EXISTS ${full(at)}`);
        }
      });
    }),

  compareRows: (context, copy, table, most) =>
    refusing(context, () =>
      inSession(context, copy, (then) =>
        inSession(context, context.target, async (now) => {
          const [was, is] = [await nameIn(then, table, false), await nameIn(now, table, false)];
          return apart({ session: then, table: was }, { session: now, table: is }, most);
        }),
      ),
    ),
};

const full = ({ schema, table }: TableName): string => `${name(schema)}.${name(table)}`;

async function putBeside(context: EngineContext, copy: Target, table: string, as: string): Promise<void> {
  const { host, target } = context;
  const at = await inSession(context, copy, async (session) => {
    const found = await nameIn(session, table);
    // Types and values alone: keys, defaults and triggers belong to the table that it is a copy of.
    await session.query(`CREATE TABLE ${full({ ...found, table: as })} AS TABLE ${full(found)}`);
    return { ...found, table: as };
  });
  const version = await inSession(context, target, readVersion);
  const [from, to] = [readAddress(host, copy.url), readAddress(host, target.url)];
  const [dump, restore] = [await findTool(host, 'pg_dump', version), await findTool(host, 'pg_restore', version)];
  const pipe = new PassThrough();
  const writing = runTool(host, {
    path: dump.path,
    args: ['-Fc', '-Z0', '--no-password', '--no-owner', '--no-privileges', `--table=${full(at)}`],
    ...connection(host, from),
    read: (stdout: Readable) => pipeline(stdout, pipe),
  });
  const loading = runTool(host, {
    path: restore.path,
    args: ['--single-transaction', '--exit-on-error', '--no-password', `--dbname=dbname=${to.database}`],
    ...connection(host, to),
    stdin: pipe,
  });
  // Else what nobody reads any more would keep the dump waiting for ever.
  loading.catch(() => pipe.destroy());
  const [dumped, loaded] = await Promise.allSettled([writing, loading]);
  const isCut = dumped.status === 'rejected' && dumped.reason?.code === 'ERR_STREAM_PREMATURE_CLOSE';
  if (dumped.status === 'rejected' && !isCut) throw dumped.reason;
  if (loaded.status === 'rejected') throw loaded.reason;
}

/** Throws where there is no such table and there has to be one. */
async function nameIn(session: Session, table: string): Promise<TableName>;
async function nameIn(session: Session, table: string, must: false): Promise<TableName | undefined>;
async function nameIn(session: Session, table: string, must = true): Promise<TableName | undefined> {
  const found = (await listTables(session)).find((one) => `${one.schema}.${one.table}` === table);
  if (!found && must) throw new Error(`there is no table ${table} in the backup`);
  return found;
}

/** Each with its type and whether the server computes it. */
async function columnsOf(session: Session, table: TableName): Promise<string[]> {
  const rows = await session.query(`select concat(quote_ident(attname), ' ', format_type(atttypid, atttypmod),
      case when attgenerated <> '' then ' generated' end) as column
    from pg_attribute where attrelid = ${literal(full(table))}::regclass and attnum > 0 and not attisdropped`);
  return rows.map((row) => row['column'] ?? '');
}

/** Sequences that belong to its columns, by their column, with the last number given out. */
function sequencesOf(context: EngineContext, copy: Target, table: TableName): Promise<Map<string, string>> {
  return inSession(context, copy, async (session) => {
    const columns = await session.query(`select attname as column,
        pg_get_serial_sequence(${literal(full(table))}, attname) as sequence
      from pg_attribute where attrelid = ${literal(full(table))}::regclass and attnum > 0 and not attisdropped`);
    const found = new Map<string, string>();
    for (const { column, sequence } of columns) {
      if (!sequence) continue;
      const [row] = await session.query(`select last_value from ${sequence} where is_called`);
      if (row?.['last_value']) found.set(column ?? '', row['last_value']);
    }
    return found;
  });
}

async function inSession<T>(
  { host }: EngineContext,
  target: Target,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await openSession(host, readAddress(host, target.url));
  try {
    return await work(session);
  } finally {
    await session.close().catch(() => {});
  }
}

function refusing<T>(context: EngineContext, work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => Promise.reject(restoreFault(error, subjectOf(context))));
}
