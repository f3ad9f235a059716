import { name, type Session } from '../../databases/postgresql/session.ts';

/** What the statements call the role that shall own things in place of the application's; it is the reader's to name. */
export const migrator = name('<migrator>');

/** By the name of each role whose rights ours can use: the role of which it is a direct member on the way there. */
export type Memberships = ReadonlyMap<string, string>;

/** Itself, all that it is a member of, and as the database's owner `pg_database_owner` (22.5), to which `public` belongs. */
export async function readMemberships(session: Session): Promise<Memberships> {
  const rows = await session.query(`
    with recursive reached(oid, via) as (
      select oid, oid from pg_roles where rolname = current_user
      union
      select m.roleid, case when r.oid = r.via and r.oid = self.oid then m.roleid else r.via end
      from reached r join pg_auth_members m on m.member = r.oid, (select oid from pg_roles where rolname = current_user) self
    )
    select r.rolname as name, v.rolname as via from reached
    join pg_roles r on r.oid = reached.oid join pg_roles v on v.oid = reached.via
    union all
    select 'pg_database_owner', v.rolname from reached join pg_database d on d.datdba = reached.oid
    join pg_roles v on v.oid = reached.via where d.datname = current_database()`);
  return new Map(rows.map((row) => [row['name'] ?? '', row['via'] ?? '']));
}
