import { numberIn } from '../holder.ts';
import { type Going, mostAlong, type TableFacts } from '../table-facts.ts';
import { literal, name, type Session } from './session.ts';

/** They keep their rows elsewhere. */
const remote = ['FEDERATED', 'SPIDER', 'CONNECT', 'S3'];

/** A name without a schema is of that which the session is in. Throws what the server says. */
export async function readTableFacts(session: Session, path: readonly string[], { deed }: Going): Promise<TableFacts> {
  const space = path.at(-2) === undefined ? 'database()' : literal(path.at(-2) ?? '');
  const [found] = await session.query(`
    SELECT engine AS engine, data_length + index_length AS bytes FROM information_schema.tables
    WHERE table_schema = ${space} AND table_name = ${literal(path.at(-1) ?? '')} AND table_type = 'BASE TABLE'`);
  if (found === undefined) return { along: [] };
  const unheld = remote.includes((found['engine'] ?? '').toUpperCase()) ? 'its rows lie elsewhere' : undefined;
  const bytes = numberIn(found['bytes']);
  if (deed === 'removes') return { bytes, along: [], unheld };
  const keys = await session.query(`
    SELECT table_name AS child, referenced_table_name AS parent FROM information_schema.referential_constraints
    WHERE constraint_schema = ${space} AND unique_constraint_schema = ${space} AND delete_rule = 'CASCADE'`);
  const along = new Set<string>();
  const follow = (parent: string) => {
    for (const { child } of keys.filter((each) => each['parent'] === parent)) {
      if (child === undefined || child === null || child === path.at(-1) || along.has(child)) continue;
      along.add(child);
      follow(child);
    }
  };
  follow(path.at(-1) ?? '');
  return { bytes, along: [...along].slice(0, mostAlong).map((table) => [...path.slice(0, -1), table]), unheld };
}

/** Of a column that an index leads to. */
export async function readNewest(
  session: Session,
  path: readonly string[],
  column: string,
): Promise<string | undefined> {
  const from = path.slice(-2).map(name).join('.');
  const [row] = await session.query(`SELECT max(${name(column)}) AS newest FROM ${from}`);
  return row?.['newest'] ?? undefined;
}
