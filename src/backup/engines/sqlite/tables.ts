/** Single tables of a restored copy: the copy is attached, so that all happens in one transaction of SQLite's. */
import { pathToFileURL } from 'node:url';
import { type Connection, open, readValue } from '../../../databases/sqlite/driver.ts';
import { restoreFault } from '../../../databases/sqlite/faults.ts';
import { quote, text } from '../../../databases/sqlite/names.ts';
import type { Target } from '../../../types.ts';
import type { EngineContext, TableEngine } from '../contract.ts';
import { columnsDiffer } from '../same-columns.ts';
import { type ExactValue, exactly, exactRow, Text } from './exact-values.ts';
import { countRows } from './read-contents.ts';

/** Under this name the copy is attached. */
const copied = 'interlock_copy';

export const tables: TableEngine = {
  putBeside: (context, copy, table, as) =>
    withCopy(context, copy, (connection) => {
      const columns = readColumns(connection, copied, table);
      const list = columns.map(({ name, type }) => `${quote(name)} ${type}`).join(', ');
      inTransaction(connection, () => {
        connection.run(`CREATE TABLE main.${quote(as)} (${list})`);
        const names = columns.map(({ name }) => quote(name)).join(', ');
        connection.run(`INSERT INTO main.${quote(as)} (${names}) SELECT ${names} FROM ${copied}.${quote(table)}`);
      });
    }),

  putInPlace: (context, copy, table) =>
    withCopy(context, copy, (connection) => {
      const then = readColumns(connection, copied, table);
      const now = readColumns(connection, 'main', table);
      columnsDiffer(
        table,
        then.map((column) => column.text),
        now.map((column) => column.text),
      );
      connection.run('PRAGMA foreign_keys = OFF');
      inTransaction(connection, () => replaceRows(connection, table, then));
    }),

  compareRows: (context, copy, table, most) =>
    withCopy(context, copy, (connection) => {
      const encoding = String(readValue(connection, 'PRAGMA encoding'));
      const here = (schema: string) => `${schema}.${quote(table)}`;
      const isThere = (schema: string) => readColumns(connection, schema, table).length > 0;
      const only = (from: string, other: string) => {
        if (!isThere(from)) return [];
        const names = readColumns(connection, from, table).map(({ name }) => name);
        const others = isThere(other) ? readColumns(connection, other, table).map(({ name }) => name) : [];
        const isComparable = names.length === others.length && names.every((name) => others.includes(name));
        const list = names.map(quote).join(', ');
        const without = isComparable ? ` EXCEPT SELECT ${list} FROM ${here(other)}` : '';
        const rows = `SELECT ${list} FROM ${here(from)}${without} LIMIT ${most}`;
        const found = connection.rows(`SELECT ${exactly(names.map(quote))} FROM (${rows})`);
        return [...found].map((row) => rowText(names, exactRow(row, names.length, encoding)));
      };
      return { onlyThen: only(copied, 'main'), onlyNow: only('main', copied) };
    }),
};

interface Column {
  readonly name: string;
  readonly type: string;
  readonly isGenerated: boolean;
  /** All that a row's values depend on. */
  readonly text: string;
}

/** None where there is no such table. */
function readColumns(connection: Connection, schema: string, table: string): Column[] {
  const rows = connection.rows(
    `SELECT name, type, hidden FROM pragma_table_xinfo(${text(table)}, ${text(schema)}) WHERE hidden <> 1`,
  );
  return [...rows].map((row) => {
    const [name, type] = [String(row['name']), String(row['type'])];
    const isGenerated = Number(row['hidden']) > 1;
    return { name, type, isGenerated, text: `${name} ${type}${isGenerated ? ' generated' : ''}`.trim() };
  });
}

function replaceRows(connection: Connection, table: string, columns: readonly Column[]): void {
  const broken = countBroken(connection);
  const triggers = [
    ...connection.rows(
      `SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger' AND lower(tbl_name) = lower(${text(table)})`,
    ),
  ];
  for (const { name } of triggers) connection.run(`DROP TRIGGER main.${quote(String(name))}`);
  const names = columns.filter(({ isGenerated }) => !isGenerated).map(({ name }) => quote(name));
  const list = names.join(', ');
  connection.run(`DELETE FROM main.${quote(table)}`);
  connection.run(`INSERT INTO main.${quote(table)} (${list}) SELECT ${list} FROM ${copied}.${quote(table)}`);
  for (const { sql } of triggers) connection.run(String(sql));
  // The next number is one that neither of the two has given out.
  const sequence = (schema: string) =>
    readValue(connection, `SELECT count(*) FROM ${schema}.sqlite_master WHERE name = 'sqlite_sequence'`);
  if (Number(sequence('main')) > 0 && Number(sequence(copied)) > 0) {
    connection.run(`UPDATE main.sqlite_sequence SET seq = max(seq, coalesce((SELECT seq FROM ${copied}.sqlite_sequence
      WHERE name = ${text(table)}), 0)) WHERE name = ${text(table)}`);
  }
  if (countBroken(connection) > broken) {
    throw new Error(`with these rows of ${table} a foreign key would lead nowhere`);
  }
  const there = Number(readValue(connection, `SELECT count(*) FROM ${copied}.${quote(table)}`));
  if (countRows(connection, table) !== there) throw new Error(`not every row of ${table} could be put back`);
}

function countBroken(connection: Connection): number {
  return Number(readValue(connection, 'SELECT count(*) FROM pragma_foreign_key_check'));
}

function inTransaction(connection: Connection, work: () => void): void {
  connection.run('BEGIN IMMEDIATE');
  try {
    work();
    connection.run('COMMIT');
  } catch (error) {
    connection.run('ROLLBACK');
    throw error;
  }
}

async function withCopy<T>(
  { host, target }: EngineContext,
  copy: Target,
  work: (connection: Connection) => T,
): Promise<T> {
  try {
    const connection = await open(host, target.identity.database, 'rw');
    try {
      // Else a file that is not there would be made.
      const file = `${pathToFileURL(copy.identity.database).href}?mode=rw`;
      connection.run(`ATTACH DATABASE ${text(file)} AS ${copied}`);
      return work(connection);
    } finally {
      connection.close();
    }
  } catch (error) {
    throw restoreFault(error, target.label);
  }
}

function rowText(names: readonly string[], row: readonly ExactValue[]): string {
  const readable = (value: ExactValue) => {
    if (value instanceof Text) return value.toString();
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    if (value === null || typeof value === 'string' || typeof value === 'number') return value;
    return `0x${Buffer.from(value).toString('hex')}`;
  };
  return JSON.stringify(Object.fromEntries(row.map((value, index) => [names[index], readable(value)])));
}
