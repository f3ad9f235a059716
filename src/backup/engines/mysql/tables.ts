/** Single tables of a restored copy, which is a schema on the same server. */
import { readAddress } from '../../../databases/mysql/address.ts';
import { restoreFault } from '../../../databases/mysql/faults.ts';
import { literal, name, openSession, type Row, type Session } from '../../../databases/mysql/session.ts';
import type { EngineContext, TableEngine } from '../contract.ts';
import { columnsDiffer } from '../same-columns.ts';

export const tables: TableEngine = {
  putBeside: (context, copy, table, as) =>
    refusing(context, async (session, database) => {
      const from = copy.identity.database;
      const target = `${name(database)}.${name(as)}`;
      await session.query(`CREATE TABLE ${target} LIKE ${name(from)}.${name(table)}`);
      try {
        const list = written(await columnsOf(session, from, table));
        await session.query(`INSERT INTO ${target} (${list}) SELECT ${list} FROM ${name(from)}.${name(table)}`);
      } catch (error) {
        await session.query(`DROP TABLE IF EXISTS ${target}`);
        throw error;
      }
    }),

  putInPlace: (context, copy, table) =>
    refusing(context, async (session, database) => {
      const columns = await columnsOf(session, copy.identity.database, table);
      const now = await columnsOf(session, database, table);
      columnsDiffer(table, columns.map(textOf), now.map(textOf));
      await needPlain(session, database, table);
      const [from, to] = [`${name(copy.identity.database)}.${name(table)}`, `${name(database)}.${name(table)}`];
      // Else a key of another table's would take its rows along.
      await session.query('SET SESSION foreign_key_checks = 0');
      const keys = await keysOf(session, database, table);
      const before = await countOrphans(session, keys);
      await session.query('START TRANSACTION');
      try {
        const list = written(columns);
        await session.query(`DELETE FROM ${to}`);
        await session.query(`INSERT INTO ${to} (${list}) SELECT ${list} FROM ${from}`);
        if ((await count(session, to)) !== (await count(session, from)))
          throw new Error(`not every row of ${table} could be put back`);
        if ((await countOrphans(session, keys)) > before)
          throw new Error(`with these rows of ${table} a foreign key would lead nowhere`);
        await session.query('COMMIT');
      } catch (error) {
        await session.query('ROLLBACK').catch(() => {});
        throw error;
      }
    }),

  compareRows: (context, copy, table, most) =>
    refusing(context, async (session, database) => {
      const [then, now] = [copy.identity.database, database];
      const sides = { [then]: await columnsOf(session, then, table), [now]: await columnsOf(session, now, table) };
      const only = async (from: string, other: string) => {
        const [own = [], others = []] = [sides[from], sides[other]];
        if (own.length === 0) return [];
        const names = own.map(({ column }) => column ?? '');
        const isComparable =
          names.length === others.length && names.every((one) => others.some((o) => o['column'] === one));
        const hash = `md5(concat_ws(',', ${own.map(hashable).join(', ')}))`;
        const without = isComparable ? ` where ${hash} not in (select ${hash} from ${name(other)}.${name(table)})` : '';
        const list = own.map((column) => `${literal(column['column'] ?? '')}, ${readable(column)}`).join(', ');
        const rows = await session.query(
          `select cast(json_object(${list}) as char) as found from ${name(from)}.${name(table)}${without} limit ${most}`,
        );
        return rows.map((row) => row['found'] ?? '');
      };
      return { onlyThen: await only(then, now), onlyNow: await only(now, then) };
    }),
};

/** With its type, and whether the server computes it; none where there is no such table. */
function columnsOf(session: Session, schema: string, table: string): Promise<Row[]> {
  return session.query(`select column_name as \`column\`, column_type as type, data_type as kind,
      extra regexp 'GENERATED|VIRTUAL|STORED|PERSISTENT' and extra not like '%DEFAULT_GENERATED%' as computed
    from information_schema.columns where table_schema = ${literal(schema)} and table_name = ${literal(table)}
    order by ordinal_position`);
}

const isComputed = ({ computed }: Row) => computed === '1';
const textOf = (row: Row) => `${row['column']} ${row['type']}${isComputed(row) ? ' generated' : ''}`;
const isBinary = ({ kind }: Row) => /blob|geo|point|linestring|polygon|binary|vector|bit/.test(kind ?? '');

function written(columns: readonly Row[]): string {
  return columns
    .filter((row) => !isComputed(row))
    .map(({ column }) => name(column ?? ''))
    .join(', ');
}

function hashable(row: Row): string {
  const value = name(row['column'] ?? '');
  const plain = isBinary(row) ? `sha2(${value}, 256)` : `cast(${value} as char character set utf8mb4)`;
  return `ifnull(concat(length(${plain}), ':', ${plain}), 'N')`;
}

function readable(row: Row): string {
  const value = name(row['column'] ?? '');
  return isBinary(row) ? `concat('0x', lower(hex(${value})))` : `cast(${value} as char character set utf8mb4)`;
}

/** Throws where the rows cannot be replaced in one transaction, or a trigger would run: neither server can pass over one. */
async function needPlain(session: Session, schema: string, table: string): Promise<void> {
  const where = `= ${literal(schema)} and`;
  const [row] = await session.query(`select engine from information_schema.tables
    where table_schema ${where} table_name = ${literal(table)}`);
  const engine = row?.['engine'] ?? row?.['ENGINE'] ?? '';
  if (engine.toLowerCase() !== 'innodb') throw new Error(`${table} is kept by ${engine}, which has no transactions`);
  const triggers = await session.query(`select trigger_name as found from information_schema.triggers
    where event_object_schema ${where} event_object_table = ${literal(table)}`);
  const names = triggers.map(({ found }) => found).join(', ');
  if (triggers.length > 0) throw new Error(`${table} has triggers, which would run: ${names}`);
}

interface Key {
  readonly child: string;
  readonly parent: string;
  readonly pairs: readonly (readonly [child: string, parent: string])[];
}

/** Foreign keys from the table and to it. */
async function keysOf(session: Session, schema: string, table: string): Promise<Key[]> {
  const rows = await session.query(`select table_schema as s, table_name as t, constraint_name as k, column_name as c,
      referenced_table_schema as rs, referenced_table_name as rt, referenced_column_name as rc
    from information_schema.key_column_usage where referenced_table_name is not null
      and ((table_schema = ${literal(schema)} and table_name = ${literal(table)})
        or (referenced_table_schema = ${literal(schema)} and referenced_table_name = ${literal(table)}))
    order by s, t, k, ordinal_position`);
  const keys = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify([row['s'], row['t'], row['k']]);
    keys.set(key, [...(keys.get(key) ?? []), row]);
  }
  return [...keys.values()].map((parts) => ({
    child: `${name(parts[0]?.['s'] ?? '')}.${name(parts[0]?.['t'] ?? '')}`,
    parent: `${name(parts[0]?.['rs'] ?? '')}.${name(parts[0]?.['rt'] ?? '')}`,
    pairs: parts.map((part) => [name(part['c'] ?? ''), name(part['rc'] ?? '')] as const),
  }));
}

async function countOrphans(session: Session, keys: readonly Key[]): Promise<number> {
  let sum = 0;
  for (const { child, parent, pairs } of keys) {
    const filled = pairs.map(([own]) => `c.${own} is not null`).join(' and ');
    const met = pairs.map(([own, other]) => `p.${other} = c.${own}`).join(' and ');
    const [row] = await session.query(
      `select count(*) as n from ${child} c where ${filled} and not exists (select 1 from ${parent} p where ${met})`,
    );
    sum += Number(row?.['n']);
  }
  return sum;
}

async function count(session: Session, table: string): Promise<number> {
  const [row] = await session.query(`select count(*) as n from ${table}`);
  return Number(row?.['n']);
}

async function refusing<T>(
  context: EngineContext,
  work: (session: Session, database: string) => Promise<T>,
): Promise<T> {
  try {
    const address = readAddress(context.host, context.target.url);
    const session = await openSession(context.host, address, address.database);
    try {
      // A row with the number 0 keeps it.
      await session.query("SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'");
      return await work(session, address.database);
    } finally {
      await session.close().catch(() => {});
    }
  } catch (error) {
    throw restoreFault(error, context);
  }
}
