import { name, type Session } from '../../../databases/postgresql/session.ts';
import { byRestorer } from '../by-restorer.ts';
import type { Obstacle } from '../contract.ts';
import { prelude } from './object-prelude.ts';

/** Tables of which row level security may keep rows back from this role: a backup that lacks them silently is none. */
export async function rowObstacles(session: Session, role: string): Promise<Obstacle[]> {
  const rows = await session.query(`${prelude} select full_name as name, pg_has_role(relowner, 'USAGE') as own
    from rel where relkind in ('r', 'p') and row_security_active(rel.oid) order by 1`);
  return rows.map((row) => {
    const table = row['name'] ?? '';
    const isOwn = row['own'] === 't';
    const why = isOwn
      ? `FORCE ROW LEVEL SECURITY holds for its owner too, so the role ${role} cannot tell that it sees all rows`
      : `row level security holds for the role ${role}, so it cannot tell that it sees all rows`;
    const next = [`Have an administrator run: ALTER ROLE ${name(role)} BYPASSRLS;`, byRestorer];
    return { what: `table ${table}`, why, next, reach: 'all' };
  });
}
