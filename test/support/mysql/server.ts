import { execFile } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import mysql from 'mysql2/promise';
import { freePort, type RunningServer, serverOwner, spawnServer, stopServer, waitUntilUp } from '../server-process.ts';
import type { MysqlPrograms } from './versions.ts';

/** A server of its own, in a temporary folder, on a free port of the loopback interface, with password log-in only. */
export async function startMysql({ mysqld, basedir, emptyData, version }: MysqlPrograms): Promise<RunningServer> {
  const owner = await serverOwner('mysql');
  const home = mkdtempSync(join(tmpdir(), 'oracle-my-'));
  const dataDir = join(home, 'data');
  const where = ['--no-defaults', `--datadir=${dataDir}`, ...(basedir ? [`--basedir=${basedir}`] : [])];
  const messages = version === '5.6' ? [`--lc-messages-dir=${basedir}/share`] : [];
  if (emptyData) cpSync(emptyData, dataDir, { recursive: true });
  chmodSync(home, 0o755);
  if (owner.uid !== undefined) {
    for (const file of readdirSync(home, { recursive: true, encoding: 'utf8' })) {
      chownSync(join(home, file), owner.uid, owner.gid ?? 0);
    }
    chownSync(home, owner.uid, owner.gid ?? 0);
  }
  if (!emptyData) {
    await promisify(execFile)(mysqld, [...where, '--initialize-insecure'], { ...owner, cwd: home, maxBuffer: 1 << 24 });
  }
  const [port, user, password] = [await freePort(), 'admin', 'super-secret'];
  const initFile = join(home, 'init.sql');
  const account = `'${user}'@'%'`;
  // Nobody else on this machine may log in.
  const others = emptyData ? ["DELETE FROM mysql.user WHERE user <> 'admin';", 'FLUSH PRIVILEGES;'] : [];
  const own = `CREATE USER ${account} IDENTIFIED BY '${password}';\nGRANT ALL ON *.* TO ${account} WITH GRANT OPTION;`;
  writeFileSync(initFile, `${[own, ...others].join('\n')}\n`);
  const isOld = version === '5.6' || version === '5.7';
  const args = [
    ...where,
    ...messages,
    `--socket=${join(home, 's')}`,
    `--tmpdir=${home}`,
    `--pid-file=${join(home, 'pid')}`,
    `--init-file=${initFile}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--character-set-server=utf8mb4',
    '--max-allowed-packet=64M',
    '--secure-file-priv=',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-buffer-pool-size=64M',
    ...(isOld ? [] : ['--mysqlx=OFF', '--skip-log-bin']),
  ];
  const server = spawnServer(mysqld, args, { ...owner, cwd: home });
  const info = { host: '127.0.0.1', port, user, password, dataDir, pid: server.pid ?? 0 } as const;
  await waitUntilUp(server, async () => {
    await (await mysql.createConnection({ host: info.host, port, user, password })).end();
  });
  return {
    info,
    async stop() {
      await stopServer(server, 'SIGTERM');
      rmSync(home, { recursive: true, force: true });
    },
  };
}
