/** Ways round a word by another name of the same database: in its URL, and in the policy. */

import { lookup } from 'node:dns/promises';
import { appendFileSync, chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMariadb } from '../support/mariadb.ts';
import { needPrograms } from '../support/needs.ts';
import { startPostgres } from '../support/postgres.ts';
import type { ProviderName } from '../support/project.ts';
import { type RunningServer, serverOwner } from '../support/server-process.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { oneOf, share } from '../support/sweep.ts';
import { type Place, place } from './databases.ts';
import { type Installed, installedProject } from './installed.ts';

await needPrograms();

const reset = ['migrate', 'reset', '--force'] as const;
const migrations = { '20260101000000_drop': 'DROP TABLE kept;' };
const kept =
  "CREATE TABLE kept (id INTEGER PRIMARY KEY, what VARCHAR(9)); INSERT INTO kept VALUES (1, 'x'), (2, NULL);";
const rowsIn = (provider: ProviderName, url: string) => queryRows(provider, url, 'SELECT * FROM kept ORDER BY id');
const say = (at: Installed, policy: object) =>
  writeFileSync(join(at.dir, 'prisma-interlock.json'), JSON.stringify(policy));
const forgetAll = (at: Installed) =>
  rmSync(join(at.env['TEST_HOME'] ?? '', '.local/state/prisma-interlock'), { recursive: true, force: true });

/** Names of this machine that are no spelling of localhost, and lead to it. */
const ownNames = await lookup(hostname()).then(
  ({ address }) => (address.startsWith('127.') ? [hostname()] : []),
  () => [],
);

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'spellings-')));
const servers: RunningServer[] = [];
afterAll(async () => {
  for (const server of servers) await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Running {
  readonly provider: 'postgresql' | 'mysql';
  /** By its address, as the policy names it. */
  readonly url: string;
  readonly label: string;
  readonly socket: string;
}

async function startPostgresAt(sockets: string): Promise<Running> {
  const server = await startPostgres(undefined, {
    settings: [`unix_socket_directories=${sockets}`, 'listen_addresses=*'],
  });
  servers.push(server);
  appendFileSync(join(server.info.dataDir, 'pg_hba.conf'), 'host all all samehost scram-sha-256\n');
  const at = (name: string) => `postgresql://postgres:super-secret@localhost:${server.info.port}/${name}`;
  await runSql('postgresql', at('postgres'), 'SELECT pg_reload_conf()');
  await runSql('postgresql', at('postgres'), 'CREATE DATABASE app');
  const url = at('app');
  return { provider: 'postgresql', url, label: `app@localhost:${server.info.port}`, socket: `${url}?host=${sockets}` };
}

async function startMariadbHere(): Promise<Running> {
  const server = await startMariadb();
  servers.push(server);
  const at = (name: string) => `mysql://admin:super-secret@127.0.0.1:${server.info.port}/${name}`;
  await runSql('mysql', at('mysql'), 'CREATE DATABASE app');
  const url = at('app');
  const socket = `${url}?socket=(${join(dirname(server.info.dataDir), 's')})`;
  return { provider: 'mysql', url, label: `app@localhost:${server.info.port}`, socket };
}

const project = ({ provider }: Running, url: string) =>
  installedProject({ major: provider === 'mysql' ? 6 : 7, provider, url, engine: 'wasm', migrations });

describe('a socket, or another name of the host', () => {
  const running: Partial<Record<'postgresql' | 'mysql' | 'beside', Running>> = {};
  const get = (name: keyof typeof running) => running[name] as Running;
  const sockets = join(folder, 'sockets');

  beforeAll(async () => {
    mkdirSync(sockets);
    const { uid, gid } = await serverOwner('postgres');
    if (uid !== undefined) chownSync(sockets, uid, gid ?? 0);
    chownSync(folder, uid ?? 0, gid ?? 0);
    running.postgresql = await startPostgresAt(sockets);
    running.beside = await startPostgresAt(sockets);
    running.mysql = await startMariadbHere();
    for (const { provider, url } of Object.values(running)) await runSql(provider, url, kept);
  });

  test.each(oneOf(['postgresql', 'mysql'] as const, 0))(
    'leads to the same %s database, on a first day',
    async (provider) => {
      const server = get(provider);
      const before = await rowsIn(provider, server.url);
      const names = ownNames.map((name) => server.url.replace(/localhost|127\.0\.0\.1/, name));
      for (const url of [server.socket, ...names]) {
        const at = project(server, url);
        say(at, { environments: { [server.label]: 'production' } });
        const deployed = await at.run('prisma', ['migrate', 'deploy']);
        expect(deployed.exitCode, deployed.stderr).toBe(75);
        expect(deployed.stderr.replace(/\s+/g, ' ')).toContain('is the same database');
        const gone = await at.run('prisma', reset, { env: { CLAUDECODE: '1' } });
        expect(gone.exitCode, gone.stderr).toBe(77);
        expect(await rowsIn(provider, server.url)).toEqual(before);
      }
    },
  );

  test.each(oneOf(['postgresql', 'mysql'] as const, 1))(
    'is no other place for a backup of %s: made under one address, it is restored under the other',
    async (provider) => {
      const server = get(provider);
      const before = await rowsIn(provider, server.url);
      const at = project(server, server.url);
      const byOther = { DATABASE_URL: server.socket };
      const made = await at.run('prisma-interlock', ['backup', '--json']);
      expect(made.exitCode, made.stderr).toBe(0);
      await runSql(provider, server.url, 'DELETE FROM kept');
      const terminal = at.terminal('prisma-interlock', ['restore', 'latest'], byOther);
      await terminal.waitFor('(y/N)', 40_000);
      expect(terminal.screen()).not.toMatch(/another (database|place)/);
      terminal.type('y\r');
      expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(0);
      expect(await rowsIn(provider, server.url)).toEqual(before);
    },
  );

  test('has a port: what is said of one server is not said of the one beside it in the same folder', async () => {
    const [one, other] = [get('postgresql'), get('beside')];
    const before = await rowsIn('postgresql', other.url);
    const at = project(other, other.socket);
    const portOf = ({ url }: Running) => new URL(url).port;
    for (const disposable of [`app@${sockets}:${portOf(one)}`, `app@${sockets}`]) {
      say(at, { disposable: [disposable] });
      const ran = await at.run('prisma', reset);
      expect(ran.exitCode, ran.stderr).toBe(75);
      expect(await rowsIn('postgresql', other.url)).toEqual(before);
    }
  });
});

describe('a name in the policy, however it is spelled,', () => {
  const spellings = {
    postgresql: ({ name, port, user }: Spelled) => [
      `${name}@127.0.0.1:${port}`,
      `${name}@[::1]:${port}`,
      `127.0.0.1:${port}/${name}`,
      `postgresql://${user}@localhost:${port}/${name}?schema=public`,
      `${name.toUpperCase()}@LOCALHOST:${port}`,
      `${name}@localhost:${port} `,
    ],
    mysql: ({ name, port, user }: Spelled) => [
      `${name}@127.0.0.1:${port}`,
      `mysql://${user}@LOCALHOST:${port}/${name}`,
      `127.1:${port}/${name}`,
    ],
    sqlite: ({ file }: Spelled) => [
      './prisma/dev.db',
      'file:./dev.db',
      'file:./prisma/dev.db',
      'prisma\\dev.db',
      file,
      'Prisma/DEV.db',
      `file://${file}`,
      'prisma/dev.db ',
    ],
  } as const;

  test.each([
    { provider: 'postgresql', major: 7 },
    { provider: 'mysql', major: 7 },
    { provider: 'sqlite', major: 6 },
  ] as const)('means the $provider database', async ({ provider, major }) => {
    const at = await place(major, provider, { engine: 'wasm', migrations });
    await runSql(provider, at.url, kept);
    const before = await rowsIn(provider, at.url);
    for (const spelling of share(spellings[provider](spelled(at)), 4)) {
      forgetAll(at);
      say(at, { environments: { [spelling]: 'production' } });
      const ran = await at.run('prisma', reset);
      expect({ spelling, exit: ran.exitCode }, ran.stderr).toEqual({ spelling, exit: 77 });
      expect(await rowsIn(provider, at.url)).toEqual(before);
    }
  });
});

interface Spelled {
  readonly name: string;
  readonly port: string;
  readonly user: string;
  readonly file: string;
}

function spelled({ url }: Place): Spelled {
  const { pathname, port, username } = new URL(url);
  return { name: pathname.slice(1), port, user: username, file: pathname };
}
