import type { Session } from './session.ts';

/** What decides how the server reads a script, in the words of src/sql/script.ts. */
export interface PostgresqlReading {
  readonly standardStrings: boolean;
  /** `table`: with or without its schema; without one it is of the schema that the session is in. As `format_type` writes it. */
  readonly typeOf: (table: readonly string[], column: string) => string | undefined;
}

/** `schema`: where names without one lead. Throws what the server says. */
export async function readReading(session: Session, schema: string): Promise<PostgresqlReading> {
  const [row] = await session.query("SELECT pg_catalog.current_setting('standard_conforming_strings') AS strings");
  const columns = await session.query(`
    SELECT n.nspname AS schema, c.relname AS table, a.attname AS column, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped
      AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'`);
  const types = new Map(columns.map(({ schema, table, column, type }) => [key(schema, table, column), type ?? '']));
  return {
    standardStrings: row?.['strings'] === 'on',
    typeOf: (table, column) => types.get(key(table.at(-2) ?? schema, table.at(-1), column)),
  };
}

function key(...parts: readonly (string | null | undefined)[]): string {
  return parts.join('\0');
}
