import { stampSchema } from '../../../databases/postgresql/stamp.ts';
import { inheritedOrder } from './inherited-order.ts';

/**
 * What every query for objects begins with. `mine` are the schemas of users, without that of our stamp, `extended` what belongs
 * to an extension (it comes back with that).
 */
export const prelude = `
with recursive mine as (
  select oid, nspname, nspowner, nspacl from pg_namespace where nspname !~ '^pg_'
    and nspname not in ('information_schema', '${stampSchema}')
), extended as (select classid, objid from pg_depend where deptype = 'e'),
rel as (
  select c.*, format('%I.%I', n.nspname, c.relname) as full_name from pg_class c join mine n on n.oid = c.relnamespace
  where not exists (select from extended e where e.classid = 'pg_class'::regclass and e.objid = c.oid)
), proc as (
  select p.*, format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) as full_name
  from pg_proc p join mine n on n.oid = p.pronamespace
  where not exists (select from extended e where e.classid = 'pg_proc'::regclass and e.objid = p.oid)
), typ as (
  select t.*, format('%I.%I', n.nspname, t.typname) as full_name from pg_type t join mine n on n.oid = t.typnamespace
  where not exists (select from extended e where e.classid = 'pg_type'::regclass and e.objid = t.oid)
), ${inheritedOrder}`;

/** `expressions`: whether the detail holds expressions, which the server may spell otherwise after a restore. */
export interface ObjectQuery {
  readonly sql: string;
  readonly expressions: boolean;
}

/**
 * Who may do what, of a list of them, as the server writes it (acl.c, aclitemout). Who granted it is left out, since a
 * restore may grant as the owner; what one role has from several counts once. makeaclitem() quotes the name as the server does.
 */
export const rights = (list: string) => `array_to_string(array(
    select who || string_agg(letter || star, '' order by position(letter in 'arwdDxtXUCTcsAm')) from (
      select item[1] as who, item[2] as letter, max(item[3]) as star from aclexplode(${list}) a,
        regexp_match(makeaclitem(a.grantee, 10, privilege_type, is_grantable)::text, '^(.*=)(.)(\\*?)/') item
      group by 1, 2) each group by who order by 1), ',')`;

/** Whose it is and who may do what with it. `kind` as acldefault() takes it. */
export const access = (kind: string, list: string, owner: string) =>
  `pg_get_userbyid(${owner}) || ' ' || ${rights(`coalesce(${list}, acldefault('${kind}', ${owner}))`)}`;

/** A name that tells it from all others of its kind, with its schema where it has one. */
export const identity = (catalog: string, oid: string) =>
  `(pg_identify_object('${catalog}'::regclass, ${oid}, 0)).identity`;

/** A user's own and no extension's. Below 16384 is what the server was made with (transam.h, FirstNormalObjectId). */
export const isOwn = (catalog: string, oid: string) => `${oid} >= 16384 and ${isApart(`'${catalog}'::regclass`, oid)}`;

export const isApart = (catalog: string, oid: string) =>
  `not exists (select from extended e where e.classid = ${catalog} and e.objid = ${oid})`;

export const collation = (oid: string) =>
  `(select 'collate ' || ${identity('pg_collation', 'co.oid')} from pg_collation co where co.oid = ${oid} and collname <> 'default')`;
