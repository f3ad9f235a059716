import { literal, name, type Row, type Session } from '../../databases/postgresql/session.ts';
import type { Power } from '../diagnosis.ts';
import { listNames } from './list-names.ts';
import type { Memberships } from './postgresql-memberships.ts';

const effects = { TRUNCATE: 'empty', DELETE: 'delete the rows of' } as const;

/** TRUNCATE and DELETE on tables of others, granted to the role, to a role it is a member of, or to everybody. */
export async function grantPowers(session: Session, memberships: Memberships, role: string): Promise<Power[]> {
  const grantees = [...memberships.keys()].map(literal).join(', ');
  const rows = await session.query(
    `select n.nspname as schema, c.relname as name, a.privilege_type as privilege,
       case when a.grantee = 0 then null else pg_get_userbyid(a.grantee) end as grantee,
       case when a.grantor = c.relowner then null else pg_get_userbyid(a.grantor) end as grantor
     from pg_class c join pg_namespace n on n.oid = c.relnamespace,
       aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
     where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
     and a.privilege_type in ('TRUNCATE', 'DELETE') and a.grantee <> c.relowner
     and pg_get_userbyid(c.relowner) not in (${grantees})
     and (a.grantee = 0 or pg_get_userbyid(a.grantee) in (${grantees})) order by 3 desc, 1, 2`,
  );
  return (Object.keys(effects) as (keyof typeof effects)[]).flatMap((privilege) => {
    const granted = rows.filter((row) => row['privilege'] === privilege);
    if (granted.length === 0) return [];
    const tables = [...new Set(granted.map((row) => `${row['schema']}.${row['name']}`))];
    return [
      {
        could: `${effects[privilege]} ${listNames('table', tables)}`,
        because: `it has ${privilege}${granted.every((row) => row['grantee'] === role) ? '' : ' by a role or by PUBLIC'}`,
        stop: granted.flatMap((row) => revoke(privilege, row)),
      },
    ];
  });
}

/** A right goes only where its own grantor takes it back; a superuser speaks for the table's owner (REVOKE, notes). */
function revoke(privilege: string, row: Row): string[] {
  const { grantee, grantor } = row;
  const table = `${name(row['schema'] ?? '')}.${name(row['name'] ?? '')}`;
  const statement = `REVOKE ${privilege} ON TABLE ${table} FROM ${grantee == null ? 'PUBLIC' : name(grantee)}`;
  return grantor == null ? [statement] : [`SET ROLE ${name(grantor)}`, statement, 'RESET ROLE'];
}
