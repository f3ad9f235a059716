/** MariaDB and Oracle's MySQL, and the scripts of a folder on each of them. */
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createHost, type Host } from '../../src/host.ts';
import { secret } from '../../src/secrets/secret.ts';
import { startMariadb } from '../support/mariadb.ts';
import { startMysql } from '../support/mysql/server.ts';
import { type MysqlVersion, mysqlPrograms, mysqlVersions } from '../support/mysql/versions.ts';
import { installServers, mariadbProgram } from '../support/server-binaries.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { load, type MysqlServer, mariadbServer, textOf, urlOf } from './mysql-text.ts';
import { goRound, type Result } from './round.ts';
import type { Kind } from './strangers.ts';

const own = ['information_schema', 'mysql', 'performance_schema', 'sys'];

/**
 * Loads a script, or those of a folder, into an empty database; many make one of their own. Whatever is there afterwards and
 * holds something goes the whole way, and is dropped. Gives a result for each, or one of `failed to load`.
 */
export async function tryScript(server: MysqlServer, place: string): Promise<readonly Result[]> {
  const root = urlOf(server, 'mysql');
  const former = await databases(server);
  await runSql('mysql', root, 'CREATE DATABASE stranger CHARACTER SET utf8mb4');
  try {
    for (const file of scriptsOf(place)) await load(server, 'stranger', file, dirname(file));
    const found = (await databases(server)).filter((name) => !former.includes(name));
    const results: Result[] = [];
    for (const name of found) if (await holdsAnything(server, name)) results.push(await go(server, name));
    return results;
  } catch (error) {
    const [reason] = (error as Error).message.split('\n').filter((line) => /^ERROR/.test(line));
    return [{ tables: 0, rows: 0, omissions: [], outcome: `not loaded: ${reason ?? (error as Error).message}` }];
  } finally {
    for (const name of await databases(server)) {
      if (!former.includes(name)) await runSql('mysql', root, `DROP DATABASE \`${name}\``);
    }
  }
}

/** Tables come before what fills them. */
function scriptsOf(place: string): string[] {
  if (!statSync(place).isDirectory()) return [place];
  const names = readdirSync(place).filter((name) => name.endsWith('.sql'));
  const isSchema = (name: string) => Number(/schema|tables|structure/.test(name));
  return names.sort((a, b) => isSchema(b) - isSchema(a) || (a < b ? -1 : 1)).map((name) => join(place, name));
}

function go(server: MysqlServer, name: string): Promise<Result> {
  const { info } = server;
  const identity = { provider: 'mysql' as const, host: info.host, port: info.port, database: name };
  const url = secret(urlOf(server, name));
  const wreck = [`DROP DATABASE \`${name}\``, `CREATE DATABASE \`${name}\` CHARACTER SET ascii`];
  return goRound({
    host: hostOf(server),
    target: { identity, role: 'main', url, label: `${name}@localhost`, source: 'strangers' },
    text: () => textOf(server, name),
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
  async start(name) {
    const { server, stop } = await (name === 'mariadb' ? startOwnMariadb() : startOracle(name as MysqlVersion));
    const [row] = await queryRows('mysql', urlOf(server, 'mysql'), 'SELECT version() AS version');
    const version = /^[\d.]+/.exec(String(row?.['version']))?.[0];
    return { label: `${server.label} ${version}`, tryScript: (place) => tryScript(server, place), stop };
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
