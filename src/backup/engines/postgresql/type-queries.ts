import { access, collation, identity, isOwn } from './object-prelude.ts';

const typeDetail = `case typtype
    when 'e' then (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder) from pg_enum where enumtypid = typ.oid)
    when 'd' then concat_ws(' ', format_type(typbasetype, typtypmod), ${collation('typcollation')}, typdefault,
      case when typnotnull then 'not null' end)
    when 'c' then (select string_agg(concat_ws(' ', quote_ident(attname), format_type(atttypid, atttypmod),
      ${collation('attcollation')}), ', ' order by attnum) from pg_attribute where attrelid = typrelid and not attisdropped)
    when 'r' then (select concat_ws(' ', format_type(rngsubtype, null), ${collation('rngcollation')},
      ${identity('pg_opclass', 'rngsubopc')}, rngcanonical, rngsubdiff, (to_jsonb(r)->>'rngmultitypid')::oid::regtype)
      from pg_range r where rngtypid = typ.oid)
    else concat_ws(' ', typlen, typbyval, typcategory, typispreferred, typdelim, typinput, typoutput, typreceive, typsend,
      typmodin, typmodout, typanalyze, typalign, typstorage, to_jsonb(typ)->>'typsubscript', typdefault,
      format_type(nullif(typelem, 0), null)) end`;

/** Types, and what compares, converts, sums and searches their values. None of the details holds an expression. */
export const typeQueries = [
  `select case typtype when 'e' then 'enum' when 'd' then 'domain' else 'type' end, full_name,
    concat_ws(' ', typtype, ${typeDetail}, ${access('T', 'typacl', 'typowner')})
    from typ where typtype in ('e', 'd', 'r') or exists (select from pg_class where oid = typrelid and relkind = 'c')
    or typtype = 'b' and not exists (select from pg_type a where a.typarray = typ.oid)`,
  // An operator without a function is one that another names and nobody has made.
  `select 'operator', ${identity('pg_operator', 'o.oid')}, concat_ws(' ', oprkind, oprcanmerge, oprcanhash,
    oprcom::regoperator, oprnegate::regoperator, oprcode, oprrest, oprjoin, pg_get_userbyid(oprowner))
    from pg_operator o join mine n on n.oid = oprnamespace where oprcode <> 0 and ${isOwn('pg_operator', 'o.oid')}
  union all
  select 'operator class', ${identity('pg_opclass', 'o.oid')}, concat_ws(' ', opcdefault, format_type(opcintype, null),
    format_type(nullif(opckeytype, 0), null), ${identity('pg_opfamily', 'opcfamily')}, pg_get_userbyid(opcowner))
    from pg_opclass o join mine n on n.oid = opcnamespace where ${isOwn('pg_opclass', 'o.oid')}
  union all
  select 'operator family', ${identity('pg_opfamily', 'o.oid')}, concat_ws(' ', pg_get_userbyid(opfowner),
    (select string_agg(concat_ws(' ', amopstrategy, amopopr::regoperator, amoppurpose), ', ' order by amopstrategy,
      amopopr::regoperator::text) from pg_amop where amopfamily = o.oid),
    (select string_agg(concat_ws(' ', amprocnum, amproc::oid::regprocedure), ', ' order by amprocnum,
      amproc::oid::regprocedure::text) from pg_amproc where amprocfamily = o.oid))
    from pg_opfamily o join mine n on n.oid = opfnamespace where ${isOwn('pg_opfamily', 'o.oid')}`,
  `select 'cast', ${identity('pg_cast', 'c.oid')}, concat_ws(' ', castfunc::regprocedure, castcontext, castmethod)
    from pg_cast c where ${isOwn('pg_cast', 'c.oid')}
  union all
  select 'transform', ${identity('pg_transform', 't.oid')}, concat_ws(' ', trffromsql, trftosql)
    from pg_transform t where ${isOwn('pg_transform', 't.oid')}
  union all
  select 'collation', ${identity('pg_collation', 'c.oid')}, concat_ws(' ', collprovider, pg_encoding_to_char(collencoding),
    to_jsonb(c)->>'collisdeterministic', collcollate, collctype,
    coalesce(to_jsonb(c)->>'colllocale', to_jsonb(c)->>'colliculocale'), to_jsonb(c)->>'collicurules',
    pg_get_userbyid(collowner))
    from pg_collation c join mine n on n.oid = collnamespace where ${isOwn('pg_collation', 'c.oid')}
  union all
  select 'conversion', ${identity('pg_conversion', 'c.oid')}, concat_ws(' ', pg_encoding_to_char(conforencoding),
    pg_encoding_to_char(contoencoding), conproc, condefault, pg_get_userbyid(conowner))
    from pg_conversion c join mine n on n.oid = connamespace where ${isOwn('pg_conversion', 'c.oid')}`,
  `select 'text search parser', ${identity('pg_ts_parser', 'p.oid')},
    concat_ws(' ', prsstart, prstoken, prsend, prsheadline, prslextype)
    from pg_ts_parser p join mine n on n.oid = prsnamespace where ${isOwn('pg_ts_parser', 'p.oid')}
  union all
  select 'text search template', ${identity('pg_ts_template', 't.oid')}, concat_ws(' ', tmplinit, tmpllexize)
    from pg_ts_template t join mine n on n.oid = tmplnamespace where ${isOwn('pg_ts_template', 't.oid')}
  union all
  select 'text search dictionary', ${identity('pg_ts_dict', 'd.oid')},
    concat_ws(' ', ${identity('pg_ts_template', 'dicttemplate')}, dictinitoption, pg_get_userbyid(dictowner))
    from pg_ts_dict d join mine n on n.oid = dictnamespace where ${isOwn('pg_ts_dict', 'd.oid')}
  union all
  select 'text search configuration', ${identity('pg_ts_config', 'c.oid')},
    concat_ws(' ', ${identity('pg_ts_parser', 'cfgparser')}, pg_get_userbyid(cfgowner),
    (select string_agg(concat_ws(' ', maptokentype, mapdict::regdictionary), ', ' order by maptokentype, mapseqno)
      from pg_ts_config_map where mapcfg = c.oid))
    from pg_ts_config c join mine n on n.oid = cfgnamespace where ${isOwn('pg_ts_config', 'c.oid')}`,
];
