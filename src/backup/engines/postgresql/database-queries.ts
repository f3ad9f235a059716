import { stampSchema } from '../../../databases/postgresql/stamp.ts';
import { access, isApart, isOwn, rights } from './object-prelude.ts';

/** Options in one order. What may be a secret is in the dump, and not in a manifest: there its name is enough. */
const options = (list: string) => `(select string_agg(option_name ||
    case when option_name ~* 'pass|secret|key|token|cred' then '' else ' ' || quote_literal(option_value) end, ', '
    order by option_name) from pg_options_to_table(${list}))`;

/** What belongs to the database as a whole, or hangs on any other object. None of the details holds an expression. */
export const databaseQueries = [
  `select 'schema', quote_ident(nspname), ${access('n', 'nspacl', 'nspowner')} from mine`,
  `select 'extension', extname::text, n.nspname::text from pg_extension join pg_namespace n on n.oid = extnamespace
  union all
  select 'language', lanname::text, concat_ws(' ', lanpltrusted, lanplcallfoid::regproc, laninline::regproc,
    lanvalidator::regproc, ${access('l', 'lanacl', 'lanowner')}) from pg_language l where ${isOwn('pg_language', 'l.oid')}
  union all
  select 'access method', amname::text, concat_ws(' ', amtype, amhandler) from pg_am a where ${isOwn('pg_am', 'a.oid')}
  union all
  select 'event trigger', evtname::text, concat_ws(' ', evtevent, evtfoid::regproc, evtenabled, evttags,
    pg_get_userbyid(evtowner)) from pg_event_trigger t where ${isOwn('pg_event_trigger', 't.oid')}`,
  `select 'foreign data wrapper', fdwname::text, concat_ws(' ', fdwhandler::regproc, fdwvalidator::regproc,
    ${options('fdwoptions')}, ${access('F', 'fdwacl', 'fdwowner')})
    from pg_foreign_data_wrapper f where ${isOwn('pg_foreign_data_wrapper', 'f.oid')}
  union all
  select 'foreign server', srvname::text, concat_ws(' ', fdwname, srvtype, srvversion, ${options('srvoptions')},
    ${access('S', 'srvacl', 'srvowner')})
    from pg_foreign_server s join pg_foreign_data_wrapper f on f.oid = srvfdw where ${isOwn('pg_foreign_server', 's.oid')}
  union all
  select 'user mapping', format('%I on %I', usename, srvname),
    (select string_agg(option_name, ', ' order by option_name) from pg_options_to_table(umoptions)) from pg_user_mappings`,
  `select 'default privileges', concat_ws(' ', defaclobjtype, pg_get_userbyid(defaclrole), n.nspname), ${rights('defaclacl')}
    from pg_default_acl left join pg_namespace n on n.oid = defaclnamespace`,
  `select 'large objects', '', concat(count(*), ' ', sum(hashtextextended(concat(encode(sha256(lo_get(oid)), 'hex'), ' ',
    ${access('L', 'lomacl', 'lomowner')}), oid::bigint))) from pg_largeobject_metadata having count(*) > 0`,
  // A large object may have any number. That of public is dumped where it is not the server's (pg_dump.c, dumpNamespace).
  `select kind, i.identity || ' (' || i.type || ')', text from (
      select 'comment' as kind, classoid, objoid, objsubid, description as text from pg_description
      union all select 'security label', classoid, objoid, objsubid, provider || ' ' || label from pg_seclabel
    ) d, lateral pg_identify_object(classoid, objoid, objsubid) i
    where (objoid >= 16384 or classoid = 'pg_largeobject'::regclass
      or classoid = 'pg_namespace'::regclass and objoid = to_regnamespace('public'))
    and (classoid <> 'pg_namespace'::regclass or objoid is distinct from to_regnamespace('${stampSchema}')::oid)
    and coalesce(i.schema, '') !~ '^pg_' and i.identity !~ '\\mpg_temp_' and ${isApart('classoid', 'objoid')}`,
];
