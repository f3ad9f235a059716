import path from 'node:path';
import type { Address } from '../../../databases/postgresql/address.ts';
import { openSession } from '../../../databases/postgresql/session.ts';
import { expandFolders } from '../../../databases/tools/find-tool.ts';
import type { Host } from '../../../host.ts';
import type { PgBackRestChoice } from '../../../policy/policy.ts';
import type { Pointer } from './pointer.ts';
import { ownerFor, runPgBackRest } from './program.ts';

/** Only names the socket: nothing listens to a network. */
const port = 5432;

/**
 * Restores the whole cluster up to the point into a folder of its own and runs it there, reached by a socket that only its
 * own user and root can open, until `work` is done. The original is not even asked. Gives what `work` gives.
 */
export async function inScratchCluster<T>(
  host: Host,
  choice: PgBackRestChoice,
  pointer: Pointer,
  request: { readonly address: Address; readonly serverVersion: string },
  work: (address: Address) => Promise<T>,
): Promise<T> {
  const { promises } = host.fs;
  const owner = await ownerFor(host, choice);
  const home = await promises.mkdtemp(path.join(choice.scratch ?? host.temporaryFolder(), 'interlock-pg-'));
  try {
    const data = path.join(home, 'data');
    await promises.mkdir(data, { mode: 0o700 });
    for (const folder of [home, data]) {
      if (owner.uid !== undefined) await promises.chown(folder, owner.uid, owner.gid ?? owner.uid);
    }
    await runPgBackRest(host, choice, 'restore', [
      `--set=${pointer.label}`,
      '--type=name',
      `--target=${pointer.restorePoint}`,
      '--target-action=promote',
      '--archive-mode=off',
      `--pg1-path=${data}`,
      `--tablespace-map-all=${home}/tablespaces`,
    ]);
    const server = await start(host, owner, home, data, majorOf(request.serverVersion));
    const address: Address = { ...request.address, host: home, port, password: '', tls: 'disable' };
    try {
      await waitUntilUp(host, address, server);
      return await work(address);
    } finally {
      await server.stop();
    }
  } finally {
    await promises.rm(home, { recursive: true, force: true });
  }
}

interface Server {
  isRunning(): boolean;
  said(): string;
  stop(): Promise<void>;
}

async function start(
  host: Host,
  owner: { uid?: number; gid?: number },
  home: string,
  data: string,
  major: string,
): Promise<Server> {
  const program = findServer(host, major);
  const files = { 'postgresql.conf': '', 'pg_hba.conf': 'local all all trust\n', 'pg_ident.conf': '' };
  for (const [name, text] of Object.entries(files)) {
    await host.fs.promises.writeFile(path.join(home, name), text, { mode: 0o644 });
  }
  // What is said here counts more than what the restored files say; those of a package may not even lie in the data folder.
  const settings = [
    `config_file=${home}/postgresql.conf`,
    `hba_file=${home}/pg_hba.conf`,
    `ident_file=${home}/pg_ident.conf`,
    `data_directory=${data}`,
    `unix_socket_directories=${home}`,
    `port=${port}`,
    'listen_addresses=',
    'ssl=off',
    'archive_mode=off',
    'hot_standby=off',
    'logging_collector=off',
    'log_destination=stderr',
    'max_connections=20',
    'autovacuum=off',
    'fsync=off',
  ];
  const child = host.childProcess().spawn(program, ['-D', data, ...settings.flatMap((each) => ['-c', each])], {
    cwd: home,
    env: { PATH: host.env['PATH'] ?? '', LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    ...owner,
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const kill = () => child.pid !== undefined && host.killGroup(child.pid);
  const forget = host.onSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], (signal) => {
    kill();
    host.dieOf(signal);
  });
  return {
    isRunning: () => child.exitCode === null && child.signalCode === null,
    said: () => said.trim().split('\n').slice(-3).join(' '),
    async stop() {
      // SIGINT is PostgreSQL's fast shutdown.
      child.kill('SIGINT');
      const timer = setTimeout(kill, 30_000);
      await ended;
      clearTimeout(timer);
      forget();
    },
  };
}

/** Of the same major: no other can read these files. */
function findServer(host: Host, major: string): string {
  const folders = [
    `/usr/lib/postgresql/${major}/bin`,
    `/usr/pgsql-${major}/bin`,
    ...expandFolders(host, ['/opt/homebrew/opt/postgresql@*/bin']),
  ];
  const found = folders.map((folder) => `${folder}/postgres`).find((file) => host.fs.existsSync(file));
  if (found) return found;
  throw new Error(`the server of PostgreSQL ${major} is not installed here; a scratch cluster needs it`);
}

async function waitUntilUp(host: Host, address: Address, server: Server): Promise<void> {
  let last: unknown;
  while (server.isRunning()) {
    try {
      await (await openSession(host, address)).close();
      return;
    } catch (error) {
      last = error;
      const { code } = error as { code?: string };
      // Until the log is played up to the point: not listening yet, or cannot_connect_now.
      if (!['ENOENT', 'ECONNREFUSED', '57P03'].includes(code ?? '')) break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  throw new Error(`the scratch cluster cannot be used: ${server.said() || (last as Error)?.message}`);
}

function majorOf(version: string): string {
  return version.split('.')[0] ?? '';
}
