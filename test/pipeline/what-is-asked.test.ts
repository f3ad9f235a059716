/** The table of docs/knowing.md, row by row on real databases: what is asked for once something has become of them. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, linkSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMariadb } from '../support/mariadb.ts';
import { needPrograms } from '../support/needs.ts';
import { startPostgres } from '../support/postgres.ts';
import { postgresProgram } from '../support/server-binaries.ts';
import {
  freePort,
  type RunningServer,
  serverOwner,
  spawnServer,
  stopServer,
  waitUntilUp,
} from '../support/server-process.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { type Event, expectRow, folder } from './asked.ts';

await needPrograms();
const run = promisify(execFile);
const ends: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

let made = 0;

describe('PostgreSQL', () => {
  let server: RunningServer;
  let other: RunningServer;
  const at = (name: string, { info }: RunningServer = server) =>
    `postgresql://postgres:super-secret@localhost:${info.port}/${name}`;
  const sql = (text: string) => runSql('postgresql', at('postgres'), text);
  const nameIn = (url: string) => new URL(url).pathname.slice(1);
  const program = (name: string, words: string[]) =>
    run(postgresProgram(name) ?? '', words, { env: { ...process.env, PGPASSWORD: 'super-secret' } });
  const make = async () => {
    const name = `app${++made}`;
    await sql(`CREATE DATABASE ${name}`);
    await runSql('postgresql', at(name), 'CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)');
    return at(name);
  };

  beforeAll(async () => {
    [server, other] = await Promise.all([startPostgres(), startPostgres()]);
    ends.push(server.stop, other.stop);
  });

  const dumped = async (url: string, onto: RunningServer) => {
    const copy = at(`${nameIn(url)}_copy`, onto);
    await runSql('postgresql', at('postgres', onto), `CREATE DATABASE ${nameIn(copy)}`);
    const file = join(folder, `${nameIn(url)}.dump`);
    await program('pg_dump', ['--format=custom', `--file=${file}`, url]);
    await program('pg_restore', ['--exit-on-error', `--dbname=${copy}`, file]);
    expect(await queryRows('postgresql', copy, 'SELECT id FROM kept')).toEqual([{ id: '1' }]);
    return copy;
  };

  const events: Record<string, Event> = {
    async 'PostgreSQL: a base backup started beside'(url) {
      const owner = await serverOwner('postgres');
      const data = join(dirname(server.info.dataDir), `beside-${nameIn(url)}`);
      const from = ['-h', '127.0.0.1', '-p', String(server.info.port), '-U', 'postgres', '-c', 'fast', '--no-sync'];
      await run(postgresProgram('pg_basebackup') ?? '', ['-D', data, ...from], {
        ...owner,
        cwd: dirname(data),
        env: { PATH: process.env['PATH'], PGPASSWORD: 'super-secret' },
      });
      const port = await freePort();
      const settings = [`port=${port}`, 'unix_socket_directories=', 'listen_addresses=127.0.0.1', 'fsync=off'];
      const words = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
      const beside = spawnServer(postgresProgram('postgres') ?? '', words, { ...owner, cwd: dirname(data) });
      ends.push(() => stopServer(beside, 'SIGINT'));
      const copy = url.replace(`:${server.info.port}/`, `:${port}/`);
      await waitUntilUp(beside, async () => void (await queryRows('postgresql', copy, 'SELECT 1')));
      return copy;
    },
    async 'PostgreSQL: reached through a tunnel'(url) {
      const tunnel = createServer((near) => {
        const far = connect(server.info.port, '127.0.0.1');
        for (const [one, other] of [[near, far] as const, [far, near] as const])
          one.on('error', () => other.destroy()).pipe(other);
      }).listen(0, '127.0.0.1');
      await once(tunnel, 'listening');
      ends.push(() => tunnel.close());
      const { port } = tunnel.address() as AddressInfo;
      return url.replace(`:${server.info.port}/`, `:${port}/`);
    },
    'PostgreSQL: a dump restored under another name': (url) => dumped(url, server),
    'PostgreSQL: a dump restored on another server': (url) => dumped(url, other),
    async 'PostgreSQL: CREATE DATABASE … TEMPLATE'(url) {
      await sql(`CREATE DATABASE ${nameIn(url)}_copy TEMPLATE ${nameIn(url)}`);
      return `${url}_copy`;
    },
    async 'PostgreSQL: renamed'(url) {
      await sql(`ALTER DATABASE ${nameIn(url)} RENAME TO ${nameIn(url)}_aside`);
      return `${url}_aside`;
    },
    async 'PostgreSQL: another one has its old name'(url) {
      await sql(`ALTER DATABASE ${nameIn(url)} RENAME TO ${nameIn(url)}_aside`);
      await sql(`CREATE DATABASE ${nameIn(url)}`);
      return url;
    },
    async 'PostgreSQL: dropped and created'(url) {
      await sql(`DROP DATABASE ${nameIn(url)}`);
      await sql(`CREATE DATABASE ${nameIn(url)}`);
      return url;
    },
  };
  test.each(Object.keys(events))('%s', (row) => expectRow(row, make, events[row] as Event));
});

describe('MariaDB', () => {
  let server: Awaited<ReturnType<typeof startMariadb>>;
  const at = (name: string) => `mysql://admin:super-secret@127.0.0.1:${server.info.port}/${name}`;
  const sql = (text: string) => runSql('mysql', at('mysql'), text);
  const make = async () => {
    const name = `app${++made}`;
    await sql(`CREATE DATABASE ${name}`);
    return at(name);
  };
  beforeAll(async () => {
    server = await startMariadb();
    ends.push(server.stop);
  });

  test('MariaDB: dropped and created', () =>
    expectRow('MariaDB: dropped and created', make, async (url) => {
      const name = new URL(url).pathname.slice(1);
      await sql(`DROP DATABASE ${name}`);
      await sql(`CREATE DATABASE ${name}`);
      return url;
    }));
});

describe('SQLite', () => {
  const make = async () => {
    const file = join(folder, `app${++made}.db`);
    await runSql('sqlite', `file:${file}`, 'CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)');
    return `file:${file}`;
  };
  const fileOf = (url: string) => url.slice('file:'.length);
  const events: Record<string, Event> = {
    'SQLite: copied'(url) {
      copyFileSync(fileOf(url), `${fileOf(url)}.copy`);
      return `${url}.copy`;
    },
    'SQLite: copied with the file beside it'(url) {
      for (const end of ['', '.interlock_stamp']) tryCopy(`${fileOf(url)}${end}`, `${fileOf(url)}.copy${end}`);
      return `${url}.copy`;
    },
    'SQLite: moved'(url) {
      renameSync(fileOf(url), `${fileOf(url)}.moved`);
      return `${url}.moved`;
    },
    'SQLite: a hard link'(url) {
      linkSync(fileOf(url), `${fileOf(url)}.hard`);
      return `${url}.hard`;
    },
    'SQLite: a link'(url) {
      symlinkSync(fileOf(url), `${fileOf(url)}.soft`);
      return `${url}.soft`;
    },
    'SQLite: removed and made anew'(url) {
      rmSync(fileOf(url));
      writeFileSync(fileOf(url), '');
      return url;
    },
  };
  test.each(Object.keys(events))('%s', (row) => expectRow(row, make, events[row] as Event));
});

/** There is none beside what was not stamped. */
function tryCopy(from: string, to: string): void {
  try {
    copyFileSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
