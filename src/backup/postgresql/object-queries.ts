/**
 * What a database holds besides rows, as queries that give kind, name and detail. `mine` are the schemas of users,
 * `extended` what belongs to an extension (it comes back with that). Catalogs: PostgreSQL 11 to 18, chapter 53.
 * Columns that only some of these versions have are read through to_jsonb().
 */
export const prelude = `
with mine as (
  select oid, nspname, nspowner, nspacl from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
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
)`;

/** Who may do what. Who granted it is left out: a restore grants as the owner. */
const access = (kind: string, list: string, owner: string) => `
  pg_get_userbyid(${owner}) || ' ' || array_to_string(array(
    select regexp_replace(a::text, '/[^/]*$', '') from unnest(coalesce(${list}, acldefault('${kind}', ${owner}))) a
    order by 1), ',')`;

/** `expressions`: whether the detail holds expressions, which the server may spell otherwise after a restore. */
export interface ObjectQuery {
  readonly sql: string;
  readonly expressions: boolean;
}

const plain = [
  `select 'schema', quote_ident(nspname), ${access('n', 'nspacl', 'nspowner')} from mine`,
  `select 'access to relation', full_name, ${access('r', 'relacl', 'relowner')}
    from rel where relkind in ('r', 'p', 'v', 'm', 'f')`,
  `select 'access to sequence', full_name, ${access('s', 'relacl', 'relowner')} from rel where relkind = 'S'`,
  `select 'function', full_name, case when coalesce(to_jsonb(proc)->>'prokind', '') = 'a' then 'aggregate'
    else pg_get_functiondef(oid) end || ${access('f', 'proacl', 'proowner')} from proc`,
  `select 'enum', full_name, (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder)
    from pg_enum where enumtypid = typ.oid) from typ where typtype = 'e'`,
  `select 'domain', full_name, concat_ws(' ', format_type(typbasetype, typtypmod), typdefault,
    case when typnotnull then 'not null' end) from typ where typtype = 'd'`,
  `select 'type', typ.full_name, string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum)
    from typ join pg_class c on c.oid = typ.typrelid and c.relkind = 'c'
    join pg_attribute a on a.attrelid = c.oid and not attisdropped group by 2`,
  `select 'extension', extname, n.nspname::text from pg_extension join pg_namespace n on n.oid = extnamespace`,
  `select 'event trigger', evtname::text, concat_ws(' ', evtevent, evtfoid::regproc, evtenabled, evttags) from pg_event_trigger`,
  `select 'publication', pubname::text, to_jsonb(p)->>'puballtables' || coalesce((select string_agg(prrelid::regclass::text,
    ',' order by prrelid::regclass::text) from pg_publication_rel where prpubid = p.oid), '') from pg_publication p`,
  `select 'comment', i.identity || ' (' || i.type || ')', d.description from pg_description d,
    lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) i where d.objoid >= 16384 and i.schema !~ '^pg_'`,
  `select 'sequence', full_name, concat_ws(' ', format_type(seqtypid, null), seqstart, seqincrement, seqmin, seqmax,
    seqcache, seqcycle, (select 'of ' || d.refobjid::regclass || '.' || a.attname from pg_depend d
      join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
      where d.classid = 'pg_class'::regclass and d.objid = rel.oid and d.deptype in ('a', 'i')
      and d.refclassid = 'pg_class'::regclass))
    from rel join pg_sequence on seqrelid = rel.oid`,
  `select 'large objects', '', concat(count(*), ' ', sum(hashtextextended(encode(sha256(lo_get(oid)), 'hex'), oid::bigint)))
    from pg_largeobject_metadata having count(*) > 0`,
];

const expressions = [
  `select case relkind when 'f' then 'foreign table' else 'table' end, full_name, concat_ws(' ', relpersistence,
    array_to_string(reloptions, ','), case when relrowsecurity then 'row security' end,
    case when relforcerowsecurity then 'forced' end, relreplident,
    case when relkind = 'p' then pg_get_partkeydef(rel.oid) end, pg_get_expr(relpartbound, rel.oid),
    (select string_agg(inhparent::regclass::text, ',' order by inhseqno) from pg_inherits where inhrelid = rel.oid),
    '(' || (select string_agg(concat_ws(' ', quote_ident(attname), format_type(atttypid, atttypmod),
      (select 'collate ' || quote_ident(collname) from pg_collation co where co.oid = attcollation and collname <> 'default'),
      case when attnotnull then 'not null' end, to_jsonb(a)->>'attgenerated', to_jsonb(a)->>'attidentity',
      pg_get_expr(adbin, adrelid)), ', ' order by attnum)
      from pg_attribute a left join pg_attrdef on adrelid = attrelid and adnum = attnum
      where attrelid = rel.oid and attnum > 0 and not attisdropped) || ')')
    from rel where relkind in ('r', 'p', 'f')`,
  `select case relkind when 'm' then 'materialized view' else 'view' end, full_name,
    concat_ws(' ', array_to_string(reloptions, ','), relispopulated, pg_get_viewdef(oid)) from rel where relkind in ('v', 'm')`,
  `select 'index', i.indexrelid::regclass::text, concat(pg_get_indexdef(i.indexrelid), i.indisclustered, i.indisreplident)
    from pg_index i join rel on rel.oid = i.indrelid`,
  `select 'constraint', rel.full_name || '.' || quote_ident(conname), pg_get_constraintdef(c.oid)
    from pg_constraint c join rel on rel.oid = conrelid`,
  `select 'constraint', typ.full_name || '.' || quote_ident(conname), pg_get_constraintdef(c.oid)
    from pg_constraint c join typ on typ.oid = contypid`,
  `select 'trigger', rel.full_name || '.' || quote_ident(tgname), pg_get_triggerdef(t.oid) || tgenabled::text
    from pg_trigger t join rel on rel.oid = tgrelid where not tgisinternal`,
  `select 'rule', rel.full_name || '.' || quote_ident(rulename), pg_get_ruledef(r.oid) || ev_enabled::text
    from pg_rewrite r join rel on rel.oid = ev_class where rulename <> '_RETURN'`,
  `select 'policy', rel.full_name || '.' || quote_ident(polname), concat_ws(' ', polcmd, polpermissive,
    array(select pg_get_userbyid(r) from unnest(polroles) r order by 1)::text, pg_get_expr(polqual, polrelid),
    pg_get_expr(polwithcheck, polrelid)) from pg_policy join rel on rel.oid = polrelid`,
  `select 'statistics', quote_ident(n.nspname) || '.' || quote_ident(stxname), pg_get_statisticsobjdef(s.oid)
    from pg_statistic_ext s join mine n on n.oid = stxnamespace`,
];

export const objectQueries: readonly ObjectQuery[] = [
  ...plain.map((sql) => ({ sql, expressions: false })),
  ...expressions.map((sql) => ({ sql, expressions: true })),
];
