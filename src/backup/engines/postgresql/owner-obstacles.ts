import { name, readVersion, type Session } from '../../../databases/postgresql/session.ts';
import { byRestorer } from '../by-restorer.ts';
import type { Obstacle } from '../contract.ts';
import { isApart, isOwn, prelude } from './object-prelude.ts';

/** Each with its owner. What belongs to an extension comes back with that, and a row type with its table. */
const owned = `
  select 'schema ' || quote_ident(nspname) as what, nspowner as owner from mine where oid >= 16384
  union all select case relkind when 'S' then 'sequence ' when 'v' then 'view ' when 'm' then 'materialized view ' else 'table ' end || full_name, relowner from rel
    where relkind in ('r', 'p', 'v', 'm', 'S', 'f')
  union all select 'function ' || full_name, proowner from proc
  union all select 'type ' || full_name, typowner from typ
    where typtype <> 'c' and typelem = 0 or exists (select from pg_class k where k.oid = typrelid and k.relkind = 'c')
  union all select 'large object ' || oid, lomowner from pg_largeobject_metadata
  union all select 'event trigger ' || quote_ident(evtname), evtowner from pg_event_trigger where ${isOwn('pg_event_trigger', 'pg_event_trigger.oid')}
  union all select 'publication ' || quote_ident(pubname), pubowner from pg_publication
  union all select 'foreign server ' || quote_ident(srvname), srvowner from pg_foreign_server where ${isApart("'pg_foreign_server'::regclass", 'pg_foreign_server.oid')}`;

/** A copy gives everything to whom it belongs, for which one has to be able to become that role. */
export async function ownerObstacles(session: Session, role: string): Promise<Obstacle[]> {
  const may = Number.parseInt(await readVersion(session), 10) >= 16 ? 'SET' : 'MEMBER';
  const rows = await session.query(`${prelude}, owned as (${owned})
    select pg_get_userbyid(owner) as owner, min(what) as what, count(*) as count from owned
    where not pg_has_role(owner, '${may}') group by owner order by 1`);
  return rows.map((row) => {
    const [owner, what, count] = [row['owner'] ?? '', row['what'] ?? '', Number(row['count'])];
    const more = count > 1 ? ` and ${count - 1} more` : '';
    return {
      what: `${what}${more}`,
      why: `owned by ${owner}, and the role ${role} is no member of that, so it cannot give a copy back to it`,
      next: [`Have an administrator run: GRANT ${name(owner)} TO ${name(role)};`, byRestorer],
      reach: 'part',
    };
  });
}
