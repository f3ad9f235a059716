import { execFile } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { postgresProgram } from './server-binaries.ts';
import { freePort, type RunningServer, serverOwner, spawnServer, stopServer, waitUntilUp } from './server-process.ts';

export interface PostgresPrograms {
  readonly initdb: string | undefined;
  readonly postgres: string | undefined;
}

/** The newest that the system has. */
const installed = (): PostgresPrograms => ({
  initdb: postgresProgram('initdb'),
  postgres: postgresProgram('postgres'),
});

/** What a server has beyond what all have: words for initdb, and `name=value` of its settings. */
export interface Extras {
  readonly init?: readonly string[];
  readonly settings?: readonly string[];
}

/** A server of its own, in a temporary folder, on a free port of the loopback interface, with password log-in only. */
export async function startPostgres(
  { initdb, postgres } = installed(),
  { init: extraInit = [], settings: extraSettings = [] }: Extras = {},
): Promise<RunningServer> {
  if (initdb === undefined || postgres === undefined) throw new Error('PostgreSQL is not installed.');
  const owner = await serverOwner('postgres');
  const home = mkdtempSync(join(tmpdir(), 'pg-'));
  const dataDir = join(home, 'data');
  const password = 'super-secret';
  writeFileSync(join(home, 'password'), password);
  if (owner.uid !== undefined)
    for (const path of [home, join(home, 'password')]) chownSync(path, owner.uid, owner.gid ?? 0);
  const init = [
    '-D',
    dataDir,
    '-U',
    'postgres',
    '-A',
    'scram-sha-256',
    '--pwfile',
    join(home, 'password'),
    '--no-sync',
    ...extraInit,
  ];
  await promisify(execFile)(initdb, [...init, '-E', 'UTF8', '--locale=C.UTF-8'], { ...owner, cwd: home });

  const port = await freePort();
  // The data is thrown away, so nothing waits for the disk.
  const lax = [
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'shared_buffers=64MB',
    'max_connections=60',
  ];
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', ...lax, ...extraSettings];
  const args = ['-D', dataDir, ...settings.flatMap((setting) => ['-c', setting])];
  const server = spawnServer(postgres, args, { ...owner, cwd: home });
  const info = { host: '127.0.0.1', port, user: 'postgres', password, dataDir, pid: server.pid ?? 0 } as const;
  await waitUntilUp(server, async () => {
    const client = new pg.Client({ ...info, database: 'postgres' });
    await client.connect();
    await client.end();
  });
  return {
    info,
    async stop() {
      // SIGINT is PostgreSQL's fast shutdown.
      await stopServer(server, 'SIGINT');
      rmSync(home, { recursive: true, force: true });
    },
  };
}
