import { keysOf, type TableShape } from '../table-shape.ts';
import { literal, type Session } from './session.ts';

/** `path`: with or without a schema, which is `schema` then. Undefined where there is no such table. Throws what the server says. */
export async function readTableShape(
  session: Session,
  path: readonly string[],
  schema: string,
): Promise<TableShape | undefined> {
  const of = `
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      AND n.nspname = ${literal(path.at(-2) ?? schema)} AND c.relname = ${literal(path.at(-1) ?? '')} AND c.relkind IN ('r', 'p')`;
  const columns = await session.query(`
    SELECT a.attname AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type ${of}
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`);
  if (columns.length === 0) return undefined;
  // Of an index over expressions, or of a part of the rows, there is none that could be told to be the same.
  const keys = await session.query(`
    SELECT i.relname AS name, a.attname AS column,
      CASE WHEN x.indisprimary THEN 'primary' WHEN x.indisunique THEN 'unique' ELSE 'plain' END AS kind ${of}
    JOIN pg_catalog.pg_index x ON x.indrelid = c.oid AND x.indexprs IS NULL AND x.indpred IS NULL
    JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
    JOIN LATERAL unnest(x.indkey::int2[]) WITH ORDINALITY AS k(number, place) ON true
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
    ORDER BY i.relname, k.place`);
  const text = (value: string | null | undefined) => value ?? '';
  return {
    columns: columns.map(({ name, type }) => ({ name: text(name), type: text(type) })),
    keys: keysOf(keys.map(({ name, column, kind }) => ({ name: text(name), column: text(column), kind: text(kind) }))),
  };
}
