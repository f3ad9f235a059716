/** A server that is newer than every pg_dump of this machine: no backup can be made, and nothing is run without it. */
import { execFileSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import { digestDatabase } from '../support/digest.ts';
import { newestPostgres } from '../support/newest-postgres.ts';
import { startPostgres } from '../support/postgres.ts';
import { postgresProgram } from '../support/server-binaries.ts';
import { runSql } from '../support/sql.ts';
import { installedProject } from './installed.ts';

const version = String(execFileSync(postgresProgram('pg_dump') ?? 'pg_dump', ['--version']));
const isOlder = Number(/ (\d+)/.exec(version)?.[1]) < 18;
const models = 'model User {\n  id Int @id\n}\n';

let server: Awaited<ReturnType<typeof startPostgres>>;
const url = () => {
  const { host, port, user, password } = server.info;
  return `postgresql://${user}:${password}@${host}:${port}/postgres`;
};

beforeAll(async () => {
  server = await startPostgres(await newestPostgres());
  await runSql('postgresql', url(), 'CREATE TABLE "Kept" (id int PRIMARY KEY); INSERT INTO "Kept" VALUES (1), (2)');
  return () => server.stop();
});

test.runIf(isOlder)(
  'a backup that fails stops migrate dev and migrate reset, and both say which program is too old',
  async () => {
    const at = installedProject({ major: 6, provider: 'postgresql', url: url(), engine: 'wasm', models });
    const before = await digestDatabase('postgresql', url());
    const label = `postgres@localhost:${server.info.port}`;
    const dev = at.terminal('prisma', ['migrate', 'dev', '--name', 'x'], { NODE_ENV: 'production' });
    await dev.waitFor('Run it? (y/N)', 60_000);
    dev.type('y\r');
    await dev.waitFor(`Type ${label} to go on`);
    dev.type(`${label}\r`);
    expect((await dev.ended(60_000)).exitCode, dev.screen()).toBe(73);
    const reset = at.terminal('prisma', ['migrate', 'reset'], { NODE_ENV: 'development' });
    // Nobody is asked about what would come to nothing.
    expect((await reset.ended(60_000)).exitCode, reset.screen()).toBe(73);
    for (const screen of [dev.screen(), reset.screen()]) {
      expect(screen.replace(/\s+/g, ' ')).toContain('older than the server, which is 18.');
    }
    expect([...at.backups(), ...at.leftovers()]).toEqual([]);
    expect(await digestDatabase('postgresql', url())).toEqual(before);
  },
);
