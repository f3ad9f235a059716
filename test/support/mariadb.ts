import { execFile } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import mysql from 'mysql2/promise';
import { mariadbProgram } from './server-binaries.ts';
import { freePort, type RunningServer, serverOwner, spawnServer, stopServer, waitUntilUp } from './server-process.ts';

/** A server of its own, in a temporary folder, on a free port of the loopback interface, with password log-in only. */
export async function startMariadb(): Promise<RunningServer & { restart(between: () => void): Promise<void> }> {
  const [install, mariadbd] = [mariadbProgram('mariadb-install-db'), mariadbProgram('mariadbd')];
  if (install === undefined || mariadbd === undefined) throw new Error('MariaDB is not installed.');
  const owner = await serverOwner('mysql');
  const home = mkdtempSync(join(tmpdir(), 'my-'));
  const dataDir = join(home, 'data');
  if (owner.uid !== undefined) chownSync(home, owner.uid, owner.gid ?? 0);
  const init = ['--no-defaults', `--datadir=${dataDir}`, '--skip-test-db', '--auth-root-authentication-method=normal'];
  await promisify(execFile)(install, init, { ...owner, cwd: home, maxBuffer: 1 << 24 });

  const [port, user, password] = [await freePort(), 'admin', 'super-secret'];
  const initFile = join(home, 'init.sql');
  const account = `'${user}'@'%'`;
  writeFileSync(
    initFile,
    `CREATE USER ${account} IDENTIFIED BY '${password}';\nGRANT ALL ON *.* TO ${account} WITH GRANT OPTION;\n`,
  );
  const args = [
    '--no-defaults',
    `--datadir=${dataDir}`,
    `--socket=${join(home, 's')}`,
    // A server that starts removes the temporary tables of all others that share their folder with it.
    `--tmpdir=${home}`,
    `--pid-file=${join(home, 'pid')}`,
    `--init-file=${initFile}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--character-set-server=utf8mb4',
    '--max-allowed-packet=64M',
    // The data is thrown away, so nothing waits for the disk.
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-buffer-pool-size=64M',
  ];
  const begin = async () => {
    const started = spawnServer(mariadbd, args, { ...owner, cwd: home });
    await waitUntilUp(started, async () => {
      await (await mysql.createConnection({ host: '127.0.0.1', port, user, password })).end();
    });
    return started;
  };
  let server = await begin();
  const info = { host: '127.0.0.1', port, user, password, dataDir, pid: server.pid ?? 0 } as const;
  return {
    info,
    /** `between`: while it is down. It has nothing in its memory then; `info.pid` is the first one's. */
    async restart(between) {
      await stopServer(server, 'SIGTERM');
      between();
      server = await begin();
    },
    async stop() {
      await stopServer(server, 'SIGTERM');
      rmSync(home, { recursive: true, force: true });
    },
  };
}
