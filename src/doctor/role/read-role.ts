import type { Host } from '../../host.ts';
import type { Target } from '../../types.ts';
import type { RoleReport } from '../diagnosis.ts';

/** What the project's own role could destroy. Undefined for databases that nobody here can ask. Throws where the server does not answer. */
export async function readRole(host: Host, target: Target): Promise<RoleReport | undefined> {
  const { provider } = target.identity;
  if (provider === 'sqlite') return (await import('./sqlite.ts')).readSqliteFile(host, target);
  if (provider === 'postgresql') return (await import('./postgresql.ts')).readPostgresRole(host, target);
  if (provider === 'mysql') return (await import('./mysql.ts')).readMysqlRole(host, target);
  return undefined;
}
