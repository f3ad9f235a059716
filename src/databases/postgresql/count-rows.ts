import { type Counted, countPatienceMs, type Holder, nothingThere, numberIn } from '../holder.ts';
import { literal, name, type Session } from './session.ts';

/** For all counts of a session: it reads, and row security that would hide rows is an error. */
export async function prepareCounts(session: Session): Promise<void> {
  await session.query(`SET default_transaction_read_only TO on; SET row_security TO off;
    SET statement_timeout TO ${countPatienceMs}`);
}

/** Exact, else the estimate of the last ANALYZE. `schema`: where names without one lead. Throws what the server says. */
export async function countRows(session: Session, holder: Holder, schema: string): Promise<Counted> {
  const [space, table] = [holder.name.at(-2) ?? schema, holder.name.at(-1) ?? ''];
  const [found] = await session.query(`
    SELECT c.oid::text AS id, c.reltuples::bigint::text AS estimate, EXISTS (SELECT FROM pg_catalog.pg_trigger t
      WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgtype & 1 = 0) AS fires
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ${literal(space)} AND c.relname = ${literal(table)} AND c.relkind IN ('r', 'p', 'f', 'v', 'm')`);
  if (found === undefined) return nothingThere;
  // Set off by the statement, and not by a row.
  if (holder.isWritten && found['fires'] === 't') return { rows: undefined };
  const columns = holder.columns && (await present(session, found['id'] ?? '', holder.columns));
  if (columns?.length === 0) return nothingThere;
  const estimate = numberIn(found['estimate']) ?? -1;
  const estimated: Counted = estimate > 0 ? { rows: estimate, isEstimate: true } : { rows: undefined };
  if (holder.isHasty) return estimated;
  const held = columns?.map((column) => `${name(column)} IS NOT NULL`).join(' OR ') ?? 'true';
  try {
    const [row] = await session.query(`SELECT count(*) AS rows FROM ${name(space)}.${name(table)} WHERE ${held}`);
    return { rows: numberIn(row?.['rows']) };
  } catch (error) {
    const isLate = (error as { code?: unknown }).code === '57014';
    return isLate ? estimated : { rows: undefined };
  }
}

async function present(session: Session, table: string, columns: readonly string[]): Promise<string[]> {
  const rows = await session.query(`
    SELECT attname AS name FROM pg_catalog.pg_attribute
    WHERE attrelid = ${table} AND attnum > 0 AND NOT attisdropped AND attname IN (${columns.map(literal).join(', ')})`);
  return rows.map((row) => row['name'] ?? '');
}
