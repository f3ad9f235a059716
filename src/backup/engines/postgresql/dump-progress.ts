import type { Address } from '../../../databases/postgresql/address.ts';
import { openSession, type Session } from '../../../databases/postgresql/session.ts';
import type { EngineContext } from '../contract.ts';
import { hasRoom } from './second-session.ts';

/** In milliseconds. Nothing is shown of what takes less. */
const defaultPauses = { before: 1500, between: 1000 };

/** Since PostgreSQL 14. What a table has more rows than the server estimated counts as its end. */
const copying = `select p.relid, pg_table_size(p.relid) as bytes,
    least(1, p.tuples_processed::float8 / greatest(1, c.reltuples, p.tuples_processed)) as share
  from pg_stat_progress_copy p join pg_stat_activity a using (pid) join pg_class c on c.oid = p.relid
  where p.datname = current_database() and p.command = 'COPY TO' and a.application_name = 'prisma-interlock'`;

/**
 * Tells how far a dump is. All rows are read twice, by pg_dump and for their digests, and each is half of it. How far pg_dump is
 * the server is asked, where one connection more is in nobody's way.
 */
export async function watchDump(context: EngineContext, address: Address, session: Session, pauses = defaultPauses) {
  let [read, total] = [0, 0];
  let copied: number | undefined;
  let isWanted = true;
  const tell = () => {
    const done = copied === undefined ? read : (read + Math.min(copied, total)) / 2;
    context.progress?.({ phase: 'dump', done, total: total || undefined, unit: 'bytes' });
  };
  const poll = async () => {
    await pause(pauses.before);
    if (!isWanted) return;
    const other = await openSession(context.host, address);
    try {
      await other.query("SET statement_timeout = '5s'");
      const tables = new Map<string, number>();
      while (isWanted) {
        const rows = await other.query(copying);
        // One that is not copied any more is done.
        for (const [table, bytes] of tables) if (bytes < 0) tables.set(table, -bytes);
        let current = 0;
        for (const { relid, bytes, share } of rows) {
          tables.set(relid ?? '', -Number(bytes));
          current += Number(bytes) * Number(share);
        }
        copied = [...tables.values()].reduce((sum, bytes) => sum + Math.max(0, bytes), current);
        tell();
        await pause(pauses.between);
      }
    } finally {
      await other.close().catch(() => {});
    }
  };
  // Whoever cannot be told goes without.
  if (context.progress && (await hasRoom(session))) poll().catch(() => {});
  return {
    onRead(done: number, of: number) {
      [read, total] = [done, of];
      tell();
    },
    stop() {
      isWanted = false;
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
