import { keysOf, type TableShape } from '../table-shape.ts';
import { literal, type Session } from './session.ts';

/** A name without a schema is of that which the session is in. Undefined where there is no such table. Throws what the server says. */
export async function readTableShape(session: Session, path: readonly string[]): Promise<TableShape | undefined> {
  const space = path.at(-2);
  const where = `table_schema = ${space === undefined ? 'database()' : literal(space)} AND table_name = ${literal(path.at(-1) ?? '')}`;
  const columns = await session.query(
    `SELECT column_name AS name, column_type AS type FROM information_schema.columns WHERE ${where} ORDER BY ordinal_position`,
  );
  if (columns.length === 0) return undefined;
  const keys = await session.query(`
    SELECT index_name AS name, column_name AS column_,
      CASE WHEN index_name = 'PRIMARY' THEN 'primary' WHEN non_unique = 0 THEN 'unique' ELSE 'plain' END AS kind
    FROM information_schema.statistics WHERE ${where} AND sub_part IS NULL ORDER BY index_name, seq_in_index`);
  const text = (value: string | null | undefined) => value ?? '';
  return {
    columns: columns.map(({ name, type }) => ({ name: text(name), type: text(type) })),
    keys: keysOf(
      keys.map(({ name, column_: column, kind }) => ({ name: text(name), column: text(column), kind: text(kind) })),
    ),
  };
}
