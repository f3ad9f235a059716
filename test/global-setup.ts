import type { TestProject } from 'vitest/node';
import { installFixtures } from './support/fixtures.ts';
import { startMariadb } from './support/mariadb.ts';
import { startPostgres } from './support/postgres.ts';
import { installServers } from './support/server-binaries.ts';

/** Once for a whole run: real Prisma CLIs, and a private server of each kind. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await installFixtures();
  await installServers();
  const [postgres, mariadb] = await Promise.all([startPostgres(), startMariadb()]);
  project.provide('postgres', postgres.info);
  project.provide('mariadb', mariadb.info);
  return async () => {
    await Promise.all([postgres.stop(), mariadb.stop()]);
  };
}
