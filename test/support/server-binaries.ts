import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { aptInstall } from './apt.ts';

/** Debian keeps PostgreSQL's server programs off PATH, one folder a version. */
const postgresFolders = () => {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(base, version, 'bin'));
};

function find(names: readonly string[], folders: readonly string[]): string | undefined {
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return paths.find((path) => existsSync(path));
}

const onPath = () => (process.env.PATH ?? '').split(delimiter);

/** Absolute path of a program of PostgreSQL: `initdb`, `postgres`, `pg_dump`. */
export function postgresProgram(name: string): string | undefined {
  return find([name], [...postgresFolders(), ...onPath()]);
}

/** Absolute path of a program of MariaDB. The names MySQL gives them are not taken: the tests are of MariaDB. */
export function mariadbProgram(name: string): string | undefined {
  return find([name], [...onPath(), '/usr/sbin', '/usr/local/sbin']);
}

export function pgbackrestProgram(): string | undefined {
  return find(['pgbackrest'], onPath());
}

const missing = () =>
  [postgresProgram('initdb'), postgresProgram('postgres'), postgresProgram('pg_dump')].includes(undefined) ||
  pgbackrestProgram() === undefined ||
  [mariadbProgram('mariadbd'), mariadbProgram('mariadb-install-db'), mariadbProgram('mariadb-dump')].includes(
    undefined,
  );

/** Installs the servers where that is ours to do (root on Debian and its kin); else says what to install. */
export async function installServers(): Promise<void> {
  if (!missing()) return;
  const packages = ['postgresql', 'postgresql-client', 'mariadb-server', 'mariadb-client', 'pgbackrest'];
  console.info(`Installing ${packages.join(', ')} (once)`);
  if ((await aptInstall(packages)) && !missing()) return;
  throw new Error(
    'The tests start their own PostgreSQL and MariaDB. Install both servers with their client programs and pgBackRest, on Debian or Ubuntu: ' +
      `sudo apt-get install ${packages.join(' ')}`,
  );
}
