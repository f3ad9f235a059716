/**
 * What a database holds besides rows, as queries that give kind, name and detail. Catalogs: PostgreSQL 11 to 18, chapter
 * 53. Columns that only some of these versions have are read through to_jsonb().
 */
import { databaseQueries } from './database-queries.ts';
import { access, collation, isApart, type ObjectQuery, rights } from './object-prelude.ts';
import { typeQueries } from './type-queries.ts';

/**
 * Those of a range and its multirange belong to the type. pg_dump makes the type and leaves their rights to it, and so they
 * have the server's own ones after a restore, whatever default privileges gave them (pg_dump.c, getFuncs).
 */
const isConstructor = `exists (select from pg_depend d
  where d.classid = 'pg_proc'::regclass and d.objid = proc.oid and d.deptype = 'i')`;

const plain = [
  ...databaseQueries,
  ...typeQueries,
  `select 'access to relation', full_name, ${access('r', 'relacl', 'relowner')}
    from rel where relkind in ('r', 'p', 'v', 'm', 'f')`,
  `select 'access to sequence', full_name, ${access('s', 'relacl', 'relowner')} from rel where relkind = 'S'`,
  `select 'function', full_name, case when coalesce(to_jsonb(proc)->>'prokind', '') = 'a' then (select concat_ws(' ',
      'aggregate', proparallel, format_type(aggtranstype, null), format_type(nullif(aggmtranstype, 0), null),
      nullif(aggsortop, 0)::regoperator, to_jsonb(a) - array['aggfnoid', 'aggtranstype', 'aggmtranstype', 'aggsortop'], '')
      from pg_aggregate a where aggfnoid = proc.oid)
    else pg_get_functiondef(oid) end || ${access('f', `case when ${isConstructor} then null else proacl end`, 'proowner')} from proc`,
  `select 'sequence', full_name, concat_ws(' ', format_type(seqtypid, null), seqstart, seqincrement, seqmin, seqmax,
    seqcache, seqcycle, (select 'of ' || d.refobjid::regclass || '.' || a.attname from pg_depend d
      join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
      where d.classid = 'pg_class'::regclass and d.objid = rel.oid and d.deptype in ('a', 'i')
      and d.refclassid = 'pg_class'::regclass))
    from rel join pg_sequence on seqrelid = rel.oid`,
];

const parents = (oid: string) =>
  `(select string_agg(inhparent::regclass::text, ',' order by inhseqno) from pg_inherits where inhrelid = ${oid})`;

const expressions = [
  `select case relkind when 'f' then 'foreign table' else 'table' end, full_name, concat_ws(' ', relpersistence,
    array_to_string(reloptions, ','), (select 'toast ' || array_to_string(t.reloptions, ',') from pg_class t
      where t.oid = rel.reltoastrelid), (select amname from pg_am where oid = relam and amname <> 'heap'),
    (select concat_ws(' ', srvname, ftoptions) from pg_foreign_table join pg_foreign_server s on s.oid = ftserver
      where ftrelid = rel.oid), 'of ' || nullif(reloftype, 0)::regtype,
    case when relrowsecurity then 'row security' end, case when relforcerowsecurity then 'forced' end, relreplident,
    case when relkind = 'p' then pg_get_partkeydef(rel.oid) end, pg_get_expr(relpartbound, rel.oid), ${parents('rel.oid')},
    '(' || (select string_agg(concat_ws(' ', quote_ident(attname), format_type(atttypid, atttypmod),
      ${collation('attcollation')},
      case when attnotnull then 'not null' end, to_jsonb(a)->>'attgenerated', to_jsonb(a)->>'attidentity',
      pg_get_expr(adbin, adrelid)), ', ' order by coalesce(array_position(names, attname), attnum))
      from pg_attribute a left join pg_attrdef on adrelid = attrelid and adnum = attnum
      where attrelid = rel.oid and attnum > 0 and not attisdropped) || ')')
    from rel left join inherited on relid = rel.oid where relkind in ('r', 'p', 'f')`,
  // Few columns have any of these.
  `select * from (select 'column', rel.full_name || '.' || quote_ident(attname), concat_ws(' ',
      case when relkind in ('r', 'p', 'f') and attstorage <> typstorage then attstorage end,
      nullif(to_jsonb(a)->>'attcompression', ''), 'statistics ' || nullif(to_jsonb(a)->>'attstattarget', '-1'),
      array_to_string(attoptions, ','), array_to_string(attfdwoptions, ','), ${rights('attacl')},
      case when relkind = 'v' then pg_get_expr(adbin, adrelid) end) as detail
    from pg_attribute a join rel on rel.oid = attrelid join pg_type t on t.oid = atttypid
    left join pg_attrdef on adrelid = attrelid and adnum = attnum where attnum > 0 and not attisdropped) c
    where trim(detail) <> ''`,
  `select case relkind when 'm' then 'materialized view' else 'view' end, full_name,
    concat_ws(' ', array_to_string(reloptions, ','), relispopulated, pg_get_viewdef(oid)) from rel where relkind in ('v', 'm')`,
  // One whose making failed is not valid, and no dump has it; of a partitioned table it waits for its parts.
  `select 'index', indexrelid::regclass::text, concat_ws(' ', pg_get_indexdef(indexrelid), indisclustered, indisreplident,
    ${parents('indexrelid')}) from pg_index join rel on rel.oid = indrelid where indisvalid or relkind = 'p'`,
  // No dump names a key that a partition has from its parent. What makes a column not null, the table tells as well: it is a
  // constraint from PostgreSQL 18 on, and has a name of its own where a person gave it one.
  `select 'constraint', rel.full_name || '.' || quote_ident(conname), pg_get_constraintdef(c.oid),
    case when contype = 'f' and conparentid <> 0 or contype = 'n' and (coninhcount > 0 or convalidated and not connoinherit
      and conname ~ '_not_null[0-9]*$') then rel.full_name end as implied_on
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
  // The server writes its columns in the order of the table.
  `select 'statistics', quote_ident(n.nspname) || '.' || quote_ident(stxname), concat_ws(' ',
    case when names is null then pg_get_statisticsobjdef(s.oid) else (select d[1] || array_to_string(array(
      select part from unnest(string_to_array(d[2], ', ')) with ordinality as u(part, place)
      order by array_position(array(select quote_ident(column_name) from unnest(names) column_name), part), place), ', ') || d[3]
      from regexp_match(pg_get_statisticsobjdef(s.oid), '^(.* ON )(.*)( FROM .*)$') d) end,
    nullif(to_jsonb(s)->>'stxstattarget', '-1'), pg_get_userbyid(stxowner))
    from pg_statistic_ext s join mine n on n.oid = stxnamespace left join inherited on relid = stxrelid`,
  // Row filters, lists of columns and whole schemas came with PostgreSQL 15.
  `select 'publication', pubname::text, concat_ws(' ', puballtables, pubinsert, pubupdate, pubdelete,
    to_jsonb(p)->>'pubtruncate', to_jsonb(p)->>'pubviaroot', to_jsonb(p)->>'pubgencols', pg_get_userbyid(pubowner),
    (select string_agg(prrelid::regclass::text, ',' order by prrelid::regclass::text) from pg_publication_rel where prpubid = p.oid),
    (select string_agg(d.refobjid::regnamespace::text, ',' order by d.refobjid::regnamespace::text) from pg_depend d
      join pg_depend e using (classid, objid) where classid = to_regclass('pg_publication_namespace')
      and d.refclassid = 'pg_namespace'::regclass and e.refclassid = 'pg_publication'::regclass and e.refobjid = p.oid),
    (select string_agg(concat_ws(' ', schemaname, tablename,
      coalesce((select jsonb_agg(column_name order by array_position(names, column_name::name))::text
        from inherited, jsonb_array_elements_text(to_jsonb(t)->'attnames') column_name
        where relid = to_regclass(format('%I.%I', schemaname, tablename))), to_jsonb(t)->>'attnames'), to_jsonb(t)->>'rowfilter'), ', ' order by schemaname, tablename) from pg_publication_tables t where t.pubname = p.pubname and not puballtables))
    from pg_publication p where ${isApart("'pg_publication'::regclass", 'p.oid')}`,
];

export const objectQueries: readonly ObjectQuery[] = [
  ...plain.map((sql) => ({ sql, expressions: false })),
  ...expressions.map((sql) => ({ sql, expressions: true })),
];
