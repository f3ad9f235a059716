import type { Session } from '../../../databases/postgresql/session.ts';
import { byRestorer } from '../by-restorer.ts';
import type { Obstacle } from '../contract.ts';

/** Those that the server was made with are in every new database. */
export async function extensionObstacles(session: Session): Promise<Obstacle[]> {
  const rows = await session.query(`select extname as name, extversion as version, default_version as offered,
      coalesce((select bool_or(v.superuser and not coalesce((to_jsonb(v)->>'trusted')::boolean, false))
        from pg_available_extension_versions v where v.name = extname and v.version = default_version), false) as guarded,
      (select rolsuper from pg_roles where rolname = current_user) as super
    from pg_extension e left join pg_available_extensions a on a.name = extname where e.oid >= 16384 order by 1`);
  return rows.flatMap((row): Obstacle[] => {
    const [extension, version] = [row['name'] ?? '', row['version'] ?? ''];
    const what = `extension ${extension}`;
    if (row['offered'] === null) {
      const next = [`Install the files of ${extension} ${version} on the server again.`];
      return [{ what, why: 'the server does not have its files any more', next, reach: 'part' }];
    }
    if (row['guarded'] !== 't' || row['super'] === 't') return [];
    return [
      {
        what,
        why: 'only a superuser may create it in a copy',
        next: [byRestorer.replace(/^Or let/, 'Let')],
        reach: 'part',
      },
    ];
  });
}
