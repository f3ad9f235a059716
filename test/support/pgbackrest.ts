import { execFile } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { needPrograms } from './needs.ts';
import { pgbackrestProgram, postgresProgram } from './server-binaries.ts';
import { freePort, serverOwner, spawnServer, stopServer, waitUntilUp } from './server-process.ts';

await needPrograms();

export interface BackedServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Of pgBackRest; its stanza is `main`. */
  readonly config: string;
  readonly repository: string;
  stop(): Promise<void>;
}

/** A PostgreSQL of its own that archives its log with pgBackRest, which has a stanza for it in the same temporary folder. */
export async function startBackedPostgres(): Promise<BackedServer> {
  const [initdb, postgres] = [postgresProgram('initdb'), postgresProgram('postgres')];
  const pgbackrest = pgbackrestProgram();
  if (!initdb || !postgres || !pgbackrest) throw new Error('PostgreSQL or pgBackRest is not installed.');
  const owner = await serverOwner('postgres');
  const home = mkdtempSync(join(tmpdir(), 'pgbr-'));
  const [dataDir, socket, config] = [join(home, 'data'), join(home, 'socket'), join(home, 'pgbackrest.conf')];
  const [port, password] = [await freePort(), 'super-secret'];
  const folders = ['repository', 'log', 'lock', 'spool', 'socket'].map((name) => join(home, name));
  for (const folder of folders) mkdirSync(folder, { mode: 0o700 });
  writeFileSync(join(home, 'password'), password);
  const settings = {
    'repo1-path': join(home, 'repository'),
    'log-path': join(home, 'log'),
    'lock-path': join(home, 'lock'),
    'spool-path': join(home, 'spool'),
    'start-fast': 'y',
    'compress-type': 'lz4',
    'archive-timeout': '60',
    'job-retry': '0',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const stanza = [`pg1-path=${dataDir}`, `pg1-port=${port}`, `pg1-socket-path=${socket}`, 'pg1-user=postgres'];
  writeFileSync(config, `[global]\n${lines.join('\n')}\n\n[main]\n${stanza.join('\n')}\n`);
  chmodSync(config, 0o644);
  if (owner.uid !== undefined)
    for (const path of [home, join(home, 'password'), ...folders]) chownSync(path, owner.uid, owner.gid ?? 0);
  const access = ['-A', 'scram-sha-256', '--auth-local=trust', '--pwfile', join(home, 'password')];
  const init = ['-D', dataDir, '-U', 'postgres', ...access, '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8'];
  await promisify(execFile)(initdb, init, { ...owner, cwd: home });
  const options = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    `unix_socket_directories=${socket}`,
    'fsync=off',
    'shared_buffers=64MB',
    'wal_level=replica',
    'archive_mode=on',
    `archive_command=${pgbackrest} --config=${config} --stanza=main archive-push %p`,
  ];
  const args = ['-D', dataDir, ...options.flatMap((option) => ['-c', option])];
  const server = spawnServer(postgres, args, { ...owner, cwd: home });
  const info = { host: '127.0.0.1', port, user: 'postgres', password } as const;
  await waitUntilUp(server, async () => {
    const client = new pg.Client({ ...info, database: 'postgres' });
    await client.connect();
    await client.end();
  });
  const create = [`--config=${config}`, '--stanza=main', '--log-level-console=warn', 'stanza-create'];
  await promisify(execFile)(pgbackrest, create, { ...owner, cwd: home });
  return {
    ...info,
    config,
    repository: join(home, 'repository'),
    async stop() {
      await stopServer(server, 'SIGINT');
      rmSync(home, { recursive: true, force: true });
    },
  };
}
