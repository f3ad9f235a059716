/** What became of a database that was called production once, and what it is then judged as. */
import { execFile, execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chownSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { replace } from '../../src/gate/replace.ts';
import { createHost, type Host } from '../../src/host.ts';
import { placeOf } from '../../src/pipeline/resolve.ts';
import { mergePolicies } from '../../src/policy/load.ts';
import type { PolicyFile } from '../../src/policy/schema.ts';
import { createLooker } from '../../src/target/look.ts';
import { createTarget } from '../../src/target/target.ts';
import type { Environment } from '../../src/types.ts';
import { startMariadb } from '../support/mariadb.ts';
import { needPrograms } from '../support/needs.ts';
import { startPgBouncer } from '../support/pgbouncer.ts';
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
import { runSql } from '../support/sql.ts';

await needPrograms();

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'knows-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A machine that remembers nothing yet. */
function machine(name: string): Host {
  const home = join(folder, `home-${name}`);
  mkdirSync(home);
  const values = { homeFolder: () => home, cwd: folder, env: {}, argv: [], script: undefined };
  return replace(createHost(), values);
}

/** As a guarded line to that URL would be judged. */
async function judged(host: Host, url: string, says: PolicyFile = {}): Promise<Environment> {
  const found = { targets: [createTarget(host, url, 'main', 'a test', folder)], problem: undefined };
  const line = { rule: 'reset', risk: 'destroy', reach: 'main', effect: '', instead: [] } as const;
  const policy = mergePolicies([{ file: '', says }], folder);
  return (await placeOf(host, createLooker(host), line, found, { policy, written: () => [] })).environment;
}

const labelOf = (host: Host, url: string) => createTarget(host, url, 'main', 'a test', folder).label;

describe('PostgreSQL', () => {
  let server: RunningServer;
  let url: string;
  const host = machine('postgresql');
  const at = (place: string, name = 'app') => `postgresql://postgres:super-secret@${place}/${name}`;
  const sql = (text: string) => runSql('postgresql', at(`127.0.0.1:${server.info.port}`, 'postgres'), text);
  const sockets = join(folder, 'sockets');

  beforeAll(async () => {
    mkdirSync(sockets);
    const { uid, gid } = await serverOwner('postgres');
    if (uid !== undefined) chownSync(sockets, uid, gid ?? 0);
    execFileSync('chmod', ['755', folder]);
    server = await startPostgres(undefined, {
      settings: [`unix_socket_directories=${sockets}`, 'listen_addresses=*'],
    });
    appendFileSync(join(server.info.dataDir, 'pg_hba.conf'), 'host all all samehost scram-sha-256\n');
    await sql('SELECT pg_reload_conf()');
    await sql('CREATE DATABASE app');
    url = at(`localhost:${server.info.port}`);
    expect((await judged(host, url, { environments: { [labelOf(host, url)]: 'production' } })).name).toBe('production');
  });
  afterAll(() => server?.stop());

  const socket = (name = 'app') => `${at(`localhost:${server.info.port}`, name)}?host=${sockets}`;

  it('is what it was, with the policy gone, by the same address', async () => {
    expect((await judged(host, url)).name).toBe('production');
  });

  it('is what it was by a socket, by an address of a network card, and through a pooler', async () => {
    expect((await judged(host, socket())).name).toBe('production');
    const own = Object.values(networkInterfaces())
      .flatMap((cards) => cards ?? [])
      .find((card) => card.family === 'IPv4' && !card.internal);
    if (own) expect((await judged(host, at(`${own.address}:${server.info.port}`))).name).toBe('production');
    const pooler = await startPgBouncer(server.info, { database: 'app', user: 'postgres', password: 'super-secret' });
    onTestFinished(() => pooler.stop());
    const found = await judged(host, `${at(`localhost:${pooler.port}`)}?pgbouncer=true`);
    expect(found.name).toBe('production');
    expect(found.evidence.find(({ from }) => from === 'memory')?.why).toContain(
      `same database as app@localhost:${server.info.port}`,
    );
  });

  it('is known by a socket before anything was remembered, where the policy names its address, and the other way round', async () => {
    const byAddress = { environments: { [labelOf(host, url)]: 'production' } } as const;
    expect((await judged(machine('by-address'), socket(), byAddress)).name).toBe('production');
    const bySocket = { environments: { [labelOf(host, socket())]: 'production' } } as const;
    expect((await judged(machine('by-socket'), url, bySocket)).name).toBe('production');
    // A label of 0.1.0.
    const withoutPort = { environments: { [`app@${sockets}`]: 'production' } } as const;
    expect((await judged(machine('without-port'), socket(), withoutPort)).name).toBe('production');
  });

  it('is not mistaken: another database of the server, a copy by template, is what its address says', async () => {
    await sql('CREATE DATABASE copy TEMPLATE app');
    for (const name of ['postgres', 'copy']) {
      const found = await judged(host, at(`localhost:${server.info.port}`, name));
      expect([found.name, found.evidence.some(({ from }) => from === 'memory')]).toEqual(['development', false]);
    }
  });

  it('is what it was under a new name, and so is the one that gets its old name', async () => {
    await sql('ALTER DATABASE app RENAME TO app_aside');
    onTestFinished(() => sql('DROP DATABASE app; ').then(() => sql('ALTER DATABASE app_aside RENAME TO app')));
    expect((await judged(host, at(`localhost:${server.info.port}`, 'app_aside'))).name).toBe('production');
    await sql('CREATE DATABASE app');
    expect((await judged(host, url)).name).toBe('production');
    // Its number was not given up for that of the new one.
    expect((await judged(host, at(`localhost:${server.info.port}`, 'app_aside'))).name).toBe('production');
  });

  it('is production in a base backup that is started beside, whatever a policy says, until a person has said otherwise', async () => {
    const owner = await serverOwner('postgres');
    const data = join(dirname(server.info.dataDir), 'beside');
    const words = [
      '-D',
      data,
      '-h',
      '127.0.0.1',
      '-p',
      String(server.info.port),
      '-U',
      'postgres',
      '-c',
      'fast',
      '--no-sync',
    ];
    await promisify(execFile)(postgresProgram('pg_basebackup') ?? '', words, {
      ...owner,
      cwd: dirname(data),
      env: { PATH: process.env['PATH'], PGPASSWORD: 'super-secret' },
    });
    const port = await freePort();
    const settings = [`port=${port}`, 'unix_socket_directories=', 'listen_addresses=127.0.0.1', 'fsync=off'];
    const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
    const second = spawnServer(postgresProgram('postgres') ?? '', args, { ...owner, cwd: dirname(data) });
    onTestFinished(() => stopServer(second, 'SIGINT'));
    await waitUntilUp(second, async () => {
      const client = new pg.Client({ connectionString: at(`127.0.0.1:${port}`, 'postgres') });
      await client.connect();
      await client.end();
    });
    const copy = at(`localhost:${port}`);
    expect((await judged(host, copy)).name).toBe('production');
    expect((await judged(host, copy, { disposable: [labelOf(host, copy)] })).name).toBe('production');
    // Nothing of it is remembered on another machine.
    expect((await judged(machine('fresh'), copy)).name).toBe('development');
  });

  it('that is at the same folder of sockets with another port is another one', async () => {
    const fresh = machine('sockets');
    const disposable = { disposable: [labelOf(host, socket()).replace(/:\d+$/, ':5999')] };
    expect((await judged(fresh, socket(), disposable)).name).toBe('development');
  });

  it('is never made milder by what cannot be asked', async () => {
    expect((await judged(host, url.replace('super-secret', 'wrong'))).name).toBe('production');
    expect((await judged(host, at('localhost:1'))).name).toBe('development');
  });
});

describe('MariaDB', () => {
  let server: Awaited<ReturnType<typeof startMariadb>>;
  const host = machine('mariadb');
  const at = (place: string, name = 'app') => `mysql://admin:super-secret@${place}/${name}`;
  const sql = (text: string) => runSql('mysql', at(`127.0.0.1:${server.info.port}`, 'mysql'), text);

  beforeAll(async () => {
    server = await startMariadb();
    await sql('CREATE DATABASE app');
    const url = at(`127.0.0.1:${server.info.port}`);
    expect((await judged(host, url, { environments: { [labelOf(host, url)]: 'production' } })).name).toBe('production');
  });
  afterAll(() => server?.stop());

  it('is what it was by its socket, and when it was dropped and made anew; its neighbour is not', async () => {
    const socket = `${at('localhost')}?socket=(${join(dirname(server.info.dataDir), 's')})`;
    expect((await judged(host, socket)).name).toBe('production');
    await sql('DROP DATABASE app');
    await sql('CREATE DATABASE app');
    expect((await judged(host, socket)).name).toBe('production');
    await sql('CREATE DATABASE App');
    for (const name of ['mysql', 'App'])
      expect((await judged(host, at(`localhost:${server.info.port}`, name))).name).toBe('development');
  });
});

describe('SQLite', () => {
  const host = machine('sqlite');
  const file = join(folder, 'live.db');
  const other = (name: string) => `file:${join(folder, name)}`;

  beforeAll(async () => {
    writeFileSync(file, '');
    expect((await judged(host, `file:${file}`, { environments: { 'live.db': 'production' } })).name).toBe('production');
  });

  it('is what it was under a hard link, a link, a bind mount, and from another project', async () => {
    linkSync(file, join(folder, 'hard.db'));
    symlinkSync(file, join(folder, 'soft.db'));
    for (const name of ['live.db', 'hard.db', 'soft.db'])
      expect((await judged(host, other(name))).name).toBe('production');
    mkdirSync(join(folder, 'mounted'));
    try {
      execFileSync('mount', ['--bind', folder, join(folder, 'mounted')], { stdio: 'ignore' });
    } catch {
      // Only root may.
      return;
    }
    onTestFinished(() => void execFileSync('umount', [join(folder, 'mounted')]));
    expect((await judged(host, other('mounted/live.db'))).name).toBe('production');
    const first = { environments: { 'live.db': 'production' } } as const;
    expect((await judged(machine('mounted'), other('mounted/live.db'), first)).name).toBe('production');
  });

  it('is known under a hard link before anything was remembered, where the policy names another', async () => {
    const says = { environments: { 'live.db': 'production' } } as const;
    expect((await judged(machine('hard'), other('hard.db'), says)).name).toBe('production');
  });

  it('is another one when it was copied', async () => {
    copyFileSync(file, join(folder, 'copy.db'));
    expect((await judged(host, other('copy.db'))).name).toBe('development');
  });

  it('is what it was when it was moved, and so is the one that is made in its place', async () => {
    renameSync(file, join(folder, 'moved.db'));
    expect((await judged(host, other('moved.db'))).name).toBe('production');
    writeFileSync(file, '');
    expect((await judged(host, other('live.db'))).name).toBe('production');
    expect((await judged(host, other('moved.db'))).name).toBe('production');
  });

  it('is what it was when it was removed, and is not there', async () => {
    rmSync(file);
    expect((await judged(host, other('live.db'))).name).toBe('production');
  });
});
