import { numberIn } from '../holder.ts';
import { type Going, mostAlong, type TableFacts } from '../table-facts.ts';
import { literal, name, type Session } from './session.ts';

/** `path`: with or without a schema, which is `schema` then. Throws what the server says. */
export async function readTableFacts(
  session: Session,
  path: readonly string[],
  { deed, cascades }: Going,
  schema: string,
): Promise<TableFacts> {
  const [found] = await session.query(`
    SELECT c.oid::text AS id, c.relkind AS kind, pg_catalog.pg_total_relation_size(c.oid)::text AS bytes
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ${literal(path.at(-2) ?? schema)} AND c.relname = ${literal(path.at(-1) ?? '')}`);
  if (found === undefined) return { along: [] };
  const unheld = found['kind'] === 'f' ? 'its rows lie on another server' : undefined;
  const bytes = found['kind'] === 'r' ? numberIn(found['bytes']) : undefined;
  // A DROP leaves the rows of those that refer to it; TRUNCATE … CASCADE empties them, whatever their keys say.
  if (deed === 'removes') return { bytes, along: [], unheld };
  const acts = cascades ? 'true' : "f.confdeltype = 'c'";
  const along = await session.query(`
    WITH RECURSIVE along(id) AS (
      SELECT f.conrelid FROM pg_catalog.pg_constraint f WHERE f.contype = 'f' AND f.confrelid = ${found['id']} AND ${acts}
      UNION SELECT f.conrelid FROM pg_catalog.pg_constraint f JOIN along ON f.confrelid = along.id WHERE f.contype = 'f' AND ${acts})
    SELECT n.nspname AS space, c.relname AS name FROM along JOIN pg_catalog.pg_class c ON c.oid = along.id
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid <> ${found['id']} ORDER BY 1, 2 LIMIT ${mostAlong}`);
  return { bytes, along: along.map(({ space, name: table }) => pathIn(schema, space ?? '', table ?? '')), unheld };
}

const pathIn = (schema: string, space: string, table: string) => (space === schema ? [table] : [space, table]);

/** Of a column that an index leads to. */
export async function readNewest(
  session: Session,
  path: readonly string[],
  column: string,
  schema: string,
): Promise<string | undefined> {
  const from = `${name(path.at(-2) ?? schema)}.${name(path.at(-1) ?? '')}`;
  const [row] = await session.query(`SELECT max(${name(column)})::text AS newest FROM ${from}`);
  return row?.['newest'] ?? undefined;
}
