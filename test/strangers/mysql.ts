/** MariaDB and Oracle's MySQL, and the scripts of a folder on each of them. */
import { dirname, join } from 'node:path';
import { createHost, type Host } from '../../src/host.ts';
import { secret } from '../../src/secrets/secret.ts';
import { startMariadb } from '../support/mariadb.ts';
import { startMysql } from '../support/mysql/server.ts';
import { type MysqlVersion, mysqlPrograms, mysqlVersions } from '../support/mysql/versions.ts';
import { installServers, mariadbProgram } from '../support/server-binaries.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { isScript, type Kind } from './kind.ts';
import { load, type MysqlServer, mariadbServer, textOf, urlOf } from './mysql-text.ts';
import type { Place } from './places.ts';
import { compareTexts, goRound, type Result } from './round.ts';
import { tryMade } from './try-made.ts';

const own = ['information_schema', 'mysql', 'performance_schema', 'sys'];

function tryPlace(server: MysqlServer, { files }: Place): Promise<readonly Result[]> {
  const run = (sql: string) => runSql('mysql', urlOf(server, 'mysql'), sql);
  return tryMade({
    list: () => databases(server),
    make: () => run('CREATE DATABASE stranger CHARACTER SET utf8mb4'),
    load: () => load(server, 'stranger', files),
    holdsAnything: (name) => holdsAnything(server, name),
    go: (name) => go(server, name),
    drop: (name) => run(`DROP DATABASE \`${name}\``),
  });
}

function go(server: MysqlServer, name: string): Promise<Result> {
  const { info } = server;
  const identity = { provider: 'mysql' as const, host: info.host, port: info.port, database: name };
  const url = secret(urlOf(server, name));
  const wreck = [`DROP DATABASE \`${name}\``, `CREATE DATABASE \`${name}\` CHARACTER SET ascii`];
  return goRound({
    undo: true,
    host: hostOf(server),
    target: { identity, role: 'main', url, label: `${name}@localhost`, source: 'strangers' },
    read: () => textOf(server, name),
    compare: compareTexts,
    wreck: () =>
      runSql('mysql', urlOf(server, 'mysql'), [...wreck, `CREATE TABLE \`${name}\`.junk (a INT)`].join('; ')),
  });
}

/** Finds that server's client programs alone. */
function hostOf({ client }: MysqlServer): Host {
  const host = createHost();
  return Object.create(host, { env: { value: { ...host.env, PATH: dirname(client) } } }) as Host;
}

async function databases(server: MysqlServer): Promise<string[]> {
  const rows = await queryRows(
    'mysql',
    urlOf(server, 'mysql'),
    'SELECT schema_name AS name FROM information_schema.schemata',
  );
  return rows.map(({ name }) => String(name)).filter((name) => !own.includes(name));
}

async function holdsAnything(server: MysqlServer, name: string): Promise<boolean> {
  const sql = `SELECT 1 FROM information_schema.tables WHERE table_schema = '${name}' LIMIT 1`;
  return (await queryRows('mysql', urlOf(server, 'mysql'), sql)).length > 0;
}

export const mysqlServers: Kind = {
  servers: ['mariadb', ...mysqlVersions],
  takes: isScript,
  async start(name) {
    const { server, stop } = await (name === 'mariadb' ? startOwnMariadb() : startOracle(name as MysqlVersion));
    const [row] = await queryRows('mysql', urlOf(server, 'mysql'), 'SELECT version() AS version');
    const version = /^[\d.]+/.exec(String(row?.['version']))?.[0];
    return { label: `${server.label} ${version}`, tryPlace: (place) => tryPlace(server, place), stop };
  },
};

async function startOwnMariadb() {
  await installServers();
  const { info, stop } = await startMariadb();
  return { server: mariadbServer(info, dirname(mariadbProgram('mariadb-dump') ?? '')), stop };
}

async function startOracle(version: MysqlVersion) {
  const programs = await mysqlPrograms(version);
  const { info, stop } = await startMysql(programs);
  const { clients } = programs;
  const server = { info, label: 'MySQL', client: join(clients, 'mysql'), dump: join(clients, 'mysqldump') };
  return { server, stop };
}
