import type { Address } from '../../../databases/postgresql/address.ts';
import { literal, maintain, type Session } from '../../../databases/postgresql/session.ts';
import { began } from '../../../ui/step.ts';
import type { Dump, EngineContext } from '../contract.ts';
import { hasRoom } from './second-session.ts';

/** In milliseconds. Nothing is shown of what takes less. */
const defaultPauses = { before: 1500, between: 1000 };
/** Rows of the catalogs are counted too, and the server counts a little late. */
const nearlyAll = 0.99;

/**
 * Tells, while `load` runs, how many of the recorded rows are in the database that it fills: those of tables that are done, and
 * since PostgreSQL 14 those of tables that are being copied. When all are there, indexes and constraints are made. Where the
 * server cannot be asked, or counts our connections, nothing is told.
 */
export async function tellingLoad<T>(
  { progress, host }: EngineContext,
  copy: Address,
  { tables }: Pick<Dump, 'tables'>,
  load: () => Promise<T>,
  pauses = defaultPauses,
): Promise<T> {
  const total = tables.reduce((sum, { rows }) => sum + rows, 0);
  let isWanted = progress !== undefined && (await maintain(host, copy, hasRoom).catch(() => false));
  let most = 0;
  const poll = async (session: Session) => {
    while (isWanted) {
      const { inserted, isCopying } = await ask(session, copy.database);
      if (!isWanted) return;
      // What another attempt loads again is no step back.
      most = Math.max(most, Math.min(inserted, total));
      if (most >= total * nearlyAll && !isCopying) progress?.(began('indexes and constraints'));
      else progress?.({ phase: 'restore', done: most, total, unit: 'rows' });
      await pause(pauses.between);
    }
  };
  const watch = async () => {
    await pause(pauses.before);
    if (isWanted) await maintain(host, copy, poll);
  };
  watch().catch(() => {});
  try {
    return await load();
  } finally {
    isWanted = false;
  }
}

async function ask(session: Session, database: string) {
  const [row] =
    await session.query(`select (select tup_inserted from pg_stat_database where datname = ${literal(database)}) as inserted,
    to_regclass('pg_catalog.pg_stat_progress_copy') is not null as tells`);
  const done = Number(row?.['inserted'] ?? 0);
  if (row?.['tells'] !== 't') return { inserted: done, isCopying: false };
  const [now] = await session.query(`select count(*) as copies, coalesce(sum(tuples_processed), 0) as rows
    from pg_stat_progress_copy where datname = ${literal(database)} and command = 'COPY FROM'`);
  return { inserted: done + Number(now?.['rows']), isCopying: Number(now?.['copies']) > 0 };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
