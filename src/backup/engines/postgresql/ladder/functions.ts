import type { Session } from '../../../../databases/postgresql/session.ts';

/**
 * From PostgreSQL 17 on CREATE INDEX and REFRESH MATERIALIZED VIEW run with a search path of their own, whatever is set
 * (release notes of 17): a function that leans on another one is given its path until the work is done.
 */
export async function withPaths<T>(
  session: Session,
  version: string,
  path: string,
  work: () => Promise<T>,
): Promise<T> {
  if (Number.parseInt(version, 10) < 17) return work();
  const functions =
    await session.query(`select format('%s %I.%I(%s)', case prokind when 'p' then 'PROCEDURE' else 'FUNCTION' end,
      nspname, proname, pg_get_function_identity_arguments(p.oid)) as function
    from pg_proc p join pg_namespace n on n.oid = pronamespace join pg_language l on l.oid = prolang
    where nspname !~ '^pg_' and nspname <> 'information_schema' and prokind in ('f', 'p') and lanname not in ('c', 'internal')
    and not exists (select from unnest(proconfig) s where s like 'search\\_path=%')
    and not exists (select from pg_depend where deptype = 'e' and classid = 'pg_proc'::regclass and objid = p.oid)
    and pg_has_role(proowner, 'usage')`);
  for (const row of functions) await session.query(`ALTER ${row['function']} SET search_path TO ${path}`);
  try {
    return await work();
  } finally {
    for (const row of functions) await session.query(`ALTER ${row['function']} RESET search_path`);
  }
}
