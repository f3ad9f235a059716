import { literal, name, type Row, type Session } from '../../../databases/mysql/session.ts';
import type { Tell } from '../../../ui/step.ts';
import type { Contents, TableFingerprint } from '../contract.ts';
import { withoutOwnSchema, withPlainHeader } from './own-names.ts';
import { digestRows } from './row-digest.ts';
import { listVersioned, readRowHistory } from './row-history.ts';
import { showView } from './view-text.ts';

type Objects = Contents['objects'];

/** Reads whatever the session is in, as of its snapshot where it has begun one. */
export async function readContents(session: Session, progress?: Tell): Promise<Contents> {
  const tables = await listTables(session);
  const sizes = progress === undefined ? new Map<string, number>() : await readSizes(session);
  const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  const fingerprints: TableFingerprint[] = [];
  let done = 0;
  for (const table of tables) {
    fingerprints.push(await readTable(session, table));
    done += sizes.get(table) ?? 0;
    progress?.({ phase: 'compare', done, total, unit: 'bytes' });
  }
  const histories: Objects[number][] = [];
  for (const { table } of await listVersioned(session)) histories.push(await readRowHistory(session, table));
  return { tables: fingerprints, objects: [...(await readObjects(session, tables)), ...histories] };
}

/** In bytes, as the server estimates them. */
export async function readSizes(session: Session): Promise<Map<string, number>> {
  const rows = await session.query(`select table_name as name, cast(ifnull(data_length, 0) as char) as bytes
    from information_schema.tables where table_schema = database()`);
  return new Map(rows.map((row) => [row['name'] ?? '', Number(row['bytes'])]));
}

export async function listTables(session: Session): Promise<string[]> {
  return listNames(
    session,
    `select table_name as name from information_schema.tables
    where table_schema = database() and table_type in ('BASE TABLE', 'SYSTEM VERSIONED')`,
  );
}

export async function readTable(session: Session, table: string): Promise<TableFingerprint> {
  const columns = await session.query(`select * from information_schema.columns
    where table_schema = database() and table_name = ${literal(table)} order by ordinal_position`);
  const read = columns
    .filter((column) => !isTransactionId(column))
    .map(({ COLUMN_NAME: column, DATA_TYPE: type }) => [column ?? '', type ?? ''] as const);
  const { rows, digest } = await digestRows(session, name(table), read);
  return { name: table, rows, digest };
}

/** It comes out otherwise wherever the table is loaded. MySQL 5.6 has no such column of information_schema. */
function isTransactionId({ DATA_TYPE: type, GENERATION_EXPRESSION: made }: Row): boolean {
  return type === 'bigint' && (made === 'ROW START' || made === 'ROW END');
}

/** `without`: triggers of tables that the server cannot open; it does not show these either. */
export async function readObjects(
  session: Session,
  tables: readonly string[],
  without: readonly string[] = [],
): Promise<Objects> {
  const objects: Objects[number][] = [{ kind: 'schema', name: '', detail: await readSchema(session) }];
  const [self] = await session.query('select database() as name, version() as version');
  for (const table of tables) objects.push(...(await readDefinition(session, self?.['name'] ?? '', table)));
  const order = await readTriggerOrder(session);
  const isMariadb = /mariadb/i.test(self?.['version'] ?? '');
  for (const [kind, list, column] of created) {
    for (const item of await listNames(session, list)) {
      if (kind === 'trigger' && without.includes(item)) continue;
      const row =
        kind === 'view'
          ? await showView(session, self?.['name'] ?? '', item)
          : (await session.query(`show create ${kind} ${name(item)}`))[0];
      const mode = row?.['sql_mode'];
      // It says who may be made by GRANT, and MySQL's dump tool leaves it out, since 8.0 has no such mode.
      if (mode && !isMariadb)
        row['sql_mode'] = mode
          .split(',')
          .filter((one) => one !== 'NO_AUTO_CREATE_USER')
          .join(',');
      const said = detailOf(`${kind} ${item}`, row ?? {}, column);
      const text = kind === 'trigger' ? withPlainHeader(said) : said;
      objects.push({ kind, name: item, detail: text + (order.get(`${kind} ${item}`) ?? '') });
    }
  }
  for (const sequence of await listSequences(session)) {
    const [row] = await session.query(`select next_not_cached_value as next from ${name(sequence)}`);
    objects.push({ kind: 'sequence position', name: sequence, detail: row?.['next'] ?? '' });
  }
  return objects;
}

/** As `CREATE DATABASE` and `ALTER DATABASE` take it. Only MariaDB's schemas have comments. */
async function readSchema(session: Session): Promise<string> {
  const [schema = {}] = await session.query('select * from information_schema.schemata where schema_name = database()');
  const { SCHEMA_COMMENT: comment, DEFAULT_CHARACTER_SET_NAME: charset, DEFAULT_COLLATION_NAME: collation } = schema;
  const more = typeof comment === 'string' ? ` COMMENT ${literal(comment)}` : '';
  return `CHARACTER SET ${charset} COLLATE ${collation}${more}`;
}

/** Of triggers of one table and one event; nothing that SHOW CREATE prints tells it. */
async function readTriggerOrder(session: Session): Promise<Map<string, string>> {
  const rows = await session.query(`select trigger_name as name, action_order as place from information_schema.triggers
    where trigger_schema = database()`);
  return new Map(rows.map(({ name, place }) => [`trigger ${name}`, `\n${place}`]));
}

/** The counter changes outside of transactions, so it stands apart from the definition. */
async function readDefinition(session: Session, schema: string, table: string): Promise<Objects> {
  const [row] = await session.query(`show create table ${name(table)}`);
  const { definition, next } = splitCounter(withoutOwnSchema(row?.['Create Table'] ?? '', schema));
  return [{ kind: 'table', name: table, detail: definition }, counter(table, next)];
}

export function counter(table: string, next: string): Objects[number] {
  return { kind: 'auto increment', name: table, detail: next };
}

/** `next` is `1` where the table's last line names none. */
export function splitCounter(definition: string): { definition: string; next: string } {
  const last = definition.lastIndexOf('\n) ');
  const options = /^(\n\) [^']*?) AUTO_INCREMENT=(\d+)/.exec(definition.slice(last));
  if (!options) return { definition, next: '1' };
  const [whole, before, next = '1'] = options;
  return { definition: definition.slice(0, last) + before + definition.slice(last + whole.length), next };
}

const sequences =
  "select table_name as name from information_schema.tables where table_schema = database() and table_type = 'SEQUENCE'";

/** What SHOW CREATE tells of, how to list it, and the column with the text. */
const created = [
  ['view', 'select table_name as name from information_schema.views where table_schema = database()', 'Create View'],
  [
    'trigger',
    'select trigger_name as name from information_schema.triggers where trigger_schema = database()',
    'SQL Original Statement',
  ],
  ['function', routines('FUNCTION'), 'Create Function'],
  ['procedure', routines('PROCEDURE'), 'Create Procedure'],
  ['package', routines('PACKAGE'), 'Create Package'],
  ['package body', routines('PACKAGE BODY'), 'Create Package Body'],
  ['event', 'select event_name as name from information_schema.events where event_schema = database()', 'Create Event'],
  ['sequence', sequences, 'Create Table'],
] as const;

function routines(type: string): string {
  return `select routine_name as name from information_schema.routines where routine_schema = database() and routine_type = '${type}'`;
}

/** What an object keeps of the session that made it. */
const context = ['sql_mode', 'character_set_client', 'collation_connection', 'Database Collation'];

function detailOf(what: string, row: Row, column: string): string {
  const text = row[column];
  // The server answers NULL to who may not read it; a dump would leave it out.
  if (text === null || text === undefined)
    throw new Error(`the user may not read the definition of the ${what}: privilege missing`);
  return [text, ...context.map((setting) => row[setting] ?? '')].join('\n').trim();
}

function listSequences(session: Session): Promise<string[]> {
  return listNames(session, sequences);
}

async function listNames(session: Session, sql: string): Promise<string[]> {
  return (await session.query(`${sql} order by 1`)).map((row) => row['name'] ?? '');
}
