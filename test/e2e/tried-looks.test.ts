/** Ways to keep a database from answering our look where Prisma's engine reaches it: its stamp would go unread. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ProviderName } from '../support/project.ts';
import { mariadb } from '../support/servers.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { oneOf } from '../support/sweep.ts';
import { type Place, place } from './databases.ts';

const migrations = { '20260101000000_drop': 'DROP TABLE kept;' };
const kept =
  "CREATE TABLE kept (id INTEGER PRIMARY KEY, what VARCHAR(9)); INSERT INTO kept VALUES (1, 'x'), (2, NULL);";
const rowsIn = (provider: ProviderName, url: string) => queryRows(provider, url, 'SELECT * FROM kept ORDER BY id');

/** By variables that only a driver of ours would read, and by parameters that the engine reads as other words. */
const ways: Readonly<Record<'postgresql' | 'mysql', readonly (Readonly<Record<string, string>> | string)[]>> = {
  postgresql: [
    { PGOPTIONS: '--no-such-option' },
    { PGOPTIONS: '-c statement_timeout=1 -c search_path=nowhere' },
    { PGCLIENT_ENCODING: 'no-such-encoding' },
    { PGREPLICATION: 'database' },
    { NODE_PG_FORCE_NATIVE: '1' },
    { PGSSLMODE: 'verify-full', PGSSLNEGOTIATION: 'direct' },
    { PGHOST: 'nowhere.invalid', PGPORT: '1', PGDATABASE: 'other', PGUSER: 'nobody', PGPASSWORD: 'wrong' },
    { PGSERVICE: 'nowhere', PGSERVICEFILE: '/nowhere', PGPASSFILE: '/nowhere', PGCONNECT_TIMEOUT: '1' },
    'sslmode=verify-full',
    'sslmode=verify-ca',
    'sslmode=allow',
    'sslcert=nowhere.pem',
    'sslrootcert=nowhere.pem&sslmode=prefer',
    'connect_timeout=0',
    'connect_timeout=-1',
    'connect_timeout=x',
    'options=--no-such-option',
    'host=127.0.0.1&host=localhost',
    'pgbouncer=true&schema=other&connection_limit=1&pool_timeout=0&socket_timeout=1&statement_cache_size=0',
  ],
  mysql: [
    { MYSQL_HOST: 'nowhere.invalid', MYSQL_PWD: 'wrong', MYSQL_TCP_PORT: '1', NODE_DEBUG: 'mysql2' },
    'connect_timeout=0',
    'sslmode=verify-full',
    'connection_limit=1&socket_timeout=1&prefer_socket=true',
  ],
};

test.each(oneOf(['postgresql', 'mysql'] as const, 0))('a stamp of %s is read', async (provider) => {
  const at = await place(provider === 'mysql' ? 6 : 7, provider, { engine: 'wasm', migrations });
  await runSql(provider, at.url, kept);
  const before = await rowsIn(provider, at.url);
  if (provider === 'mysql') {
    const { host, port, user, password } = mariadb();
    const grant = `GRANT ALL ON prisma_interlock.* TO '${new URL(at.url).username}'@'%'`;
    await runSql('mysql', `mysql://${user}:${password}@${host}:${port}/mysql`, grant);
  }
  expect((await at.run('prisma-interlock', ['stamp', 'production'])).exitCode).toBe(0);
  let machines = 0;
  for (const way of ways[provider]) {
    const env = typeof way === 'string' ? { DATABASE_URL: `${at.url}?${way}` } : way;
    await isRefused(at, { ...env, TEST_HOME: join(at.dir, '.home', `machine-${++machines}`) }, JSON.stringify(way));
    expect(await rowsIn(provider, at.url)).toEqual(before);
  }
});

/** On a machine that has never heard of it. */
async function isRefused(at: Place, env: Record<string, string>, way: string): Promise<void> {
  mkdirSync(env['TEST_HOME'] as string);
  const ran = await at.run('prisma', ['migrate', 'reset', '--force'], { env });
  expect({ way, exit: ran.exitCode }, ran.stderr).toEqual({ way, exit: 77 });
}
