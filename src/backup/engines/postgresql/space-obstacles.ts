import type { Session } from '../../../databases/postgresql/session.ts';
import type { Host } from '../../../host.ts';
import { formatBytes } from '../../../ui/units.ts';
import type { Obstacle } from '../contract.ts';

/** Only where the server runs here and tells where its files are: of another machine's disk nothing can be asked. */
export async function spaceObstacles(host: Host, session: Session): Promise<Obstacle[]> {
  const [row] = await session.query(`select pg_database_size(current_database()) as size,
    current_database() as name, case when pg_has_role('pg_read_all_settings', 'USAGE')
      and inet_server_addr() is not distinct from inet_client_addr() then current_setting('data_directory', true) end as folder`);
  const [size, folder] = [Number(row?.['size']), row?.['folder']];
  if (!folder) return [];
  const free = await host.fs.promises.statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => undefined,
  );
  if (free === undefined || free >= size) return [];
  return [
    {
      what: `database ${row?.['name']}`,
      why: `a copy of it takes ${formatBytes(size)}, and the disk of ${folder} has ${formatBytes(free)} left`,
      next: ['Free some space on that disk.'],
      reach: 'all',
    },
  ];
}
