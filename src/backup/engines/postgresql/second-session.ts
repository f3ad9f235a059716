import type { Address } from '../../../databases/postgresql/address.ts';
import { openSession, type Session } from '../../../databases/postgresql/session.ts';
import type { Host } from '../../../host.ts';
import { beginSnapshot } from './read-contents.ts';

/**
 * Another connection that sees what `first` sees, which is in a snapshot. Undefined where the server cannot share that, or
 * where connections are counted: pg_dump and pg_restore need theirs.
 */
export async function openSecond(
  host: Host,
  address: Address,
  database: string,
  first: Session,
): Promise<Session | undefined> {
  if (!(await hasRoom(first))) return undefined;
  const [row] = await first.query('select pg_export_snapshot() as id');
  const second = await openSession(host, address, database).catch(() => undefined);
  if (second === undefined) return undefined;
  try {
    await beginSnapshot(second, row?.['id'] ?? '');
    return second;
  } catch {
    await second.close().catch(() => {});
    return undefined;
  }
}

/** Whether one connection more takes nothing from whoever comes next. A standby cannot share a snapshot. */
export async function hasRoom(session: Session): Promise<boolean> {
  const [row] = await session.query(`select not pg_is_in_recovery()
      and (select rolconnlimit from pg_roles where rolname = session_user) = -1
      and (select datconnlimit from pg_database where datname = current_database()) = -1 as has_room`);
  return row?.['has_room'] === 't';
}
