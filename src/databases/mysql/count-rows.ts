import { type Counted, countPatienceMs, type Holder, nothingThere, numberIn } from '../holder.ts';
import { literal, name, type Session } from './session.ts';

/** For all counts of a session. */
export async function prepareCounts(session: Session): Promise<void> {
  await session.query('SET SESSION lock_wait_timeout = 3');
  // MySQL has the one, MariaDB the other.
  await session.query(`SET SESSION max_execution_time = ${countPatienceMs}`).catch(() => {});
  await session.query(`SET SESSION max_statement_time = ${countPatienceMs / 1000}`).catch(() => {});
}

/** Exact, else the server's estimate. A name without a schema is of that which the session is in. Throws what the server says. */
export async function countRows(session: Session, { name: path, columns, isHasty }: Holder): Promise<Counted> {
  const [space, table] = [path.at(-2), path.at(-1) ?? ''];
  const where = `table_schema = ${space === undefined ? 'database()' : literal(space)} AND table_name = ${literal(table)}`;
  const [found] = await session.query(
    `SELECT table_rows AS estimate FROM information_schema.tables WHERE ${where} LIMIT 1`,
  );
  if (found === undefined) return nothingThere;
  const there = columns && (await present(session, where, columns));
  if (there?.length === 0) return nothingThere;
  const estimate = numberIn(found['estimate']) ?? 0;
  const estimated: Counted = estimate > 0 ? { rows: estimate, isEstimate: true } : { rows: undefined };
  if (isHasty) return estimated;
  const held = there?.map((column) => `${name(column)} IS NOT NULL`).join(' OR ') ?? 'true';
  const from = space === undefined ? name(table) : `${name(space)}.${name(table)}`;
  try {
    const [row] = await session.query(`SELECT count(*) AS counted FROM ${from} WHERE ${held}`);
    return { rows: numberIn(row?.['counted']) };
  } catch {
    return estimated;
  }
}

async function present(session: Session, where: string, columns: readonly string[]): Promise<string[]> {
  const rows = await session.query(
    `SELECT column_name AS name FROM information_schema.columns
      WHERE ${where} AND column_name IN (${columns.map(literal).join(', ')})`,
  );
  return rows.map((row) => row['name'] ?? '');
}
