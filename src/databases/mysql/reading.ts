import { name as quote, type Session } from './session.ts';

/** What decides how the server reads a script, in the words of src/sql/script.ts. */
export interface MysqlReading {
  readonly flavour: 'mysql' | 'mariadb';
  /** 80410 for 8.4.10. Undefined where it does not say it in numbers. */
  readonly version: number | undefined;
  /** Upper case. Of the server, since sessions of ours set their own: what a session of Prisma's begins with. */
  readonly sqlMode: readonly string[];
  /** CREATE TABLE and CREATE TRIGGER of the database that the session is in, as far as a reader needs them. */
  readonly schema: string;
  /** The type of a column, as the server writes it: of that database too. */
  readonly typeOf: (table: readonly string[], column: string) => string | undefined;
}

/** Throws what the server says. */
export async function readReading(session: Session): Promise<MysqlReading> {
  const [row] = await session.query(
    'SELECT @@version AS version, @@version_comment AS comment, @@GLOBAL.sql_mode AS mode',
  );
  const text = `${row?.['version']} ${row?.['comment']}`;
  // Some of MariaDB's proxies put a `5.5.5-` in front.
  const [, major, minor, patch] = /(\d+)\.(\d+)\.(\d+)/.exec(text.replace(/^5\.5\.5-/, '')) ?? [];
  return {
    flavour: /mariadb/i.test(text) ? 'mariadb' : 'mysql',
    version: major === undefined ? undefined : Number(major) * 10_000 + Number(minor) * 100 + Number(patch),
    sqlMode: (row?.['mode'] ?? '').toUpperCase().split(',').filter(Boolean),
    ...(await schemaOf(session)),
  };
}

const quoted = (name: string | null | undefined) => quote(name ?? '');

async function schemaOf(session: Session): Promise<Pick<MysqlReading, 'schema' | 'typeOf'>> {
  const columns = await session.query(`
    SELECT table_name AS name, column_name AS of_, column_type AS type, is_nullable AS nulls, generation_expression AS expression
    FROM information_schema.columns WHERE table_schema = database() ORDER BY table_name, ordinal_position`);
  const tables = new Map<string, string[]>();
  const key = (...parts: readonly (string | null | undefined)[]) => parts.join('\0').toLowerCase();
  const types = new Map(columns.map(({ name, of_, type }) => [key(name, of_), type ?? '']));
  for (const { name, of_, type, nulls, expression } of columns) {
    const rest = `${nulls === 'YES' ? 'NULL' : 'NOT NULL'}${expression ? ' AS (0)' : ''}`;
    tables.set(name ?? '', [...(tables.get(name ?? '') ?? []), `${quoted(of_)} ${type} ${rest}`]);
  }
  const triggers = await session.query(`
    SELECT trigger_name AS name, action_timing AS timing, event_manipulation AS event, event_object_table AS on_, action_statement AS body
    FROM information_schema.triggers WHERE trigger_schema = database()`);
  const schema = [
    ...[...tables].map(([name, all]) => `CREATE TABLE ${quoted(name)} (${all.join(', ')});`),
    ...triggers.map(
      ({ name, timing, event, on_, body }) =>
        `CREATE TRIGGER ${quoted(name)} ${timing} ${event} ON ${quoted(on_)} FOR EACH ROW ${body};`,
    ),
  ].join('\n');
  return { schema, typeOf: (table, column) => (table.length > 1 ? undefined : types.get(key(table[0], column))) };
}
