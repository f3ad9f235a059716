import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { debianProgram } from './debian-program.ts';
import { freePort, type ServerInfo, serverOwner, spawnServer, stopServer, waitUntilUp } from './server-process.ts';

export interface Pooler {
  readonly port: number;
  stop(): Promise<void>;
}

/** A pooler that knows one database of a server, for one user, and nothing else: no `*`, no `postgres`. */
export async function startPgBouncer(
  { host, port }: ServerInfo,
  { database, user, password }: { readonly database: string; readonly user: string; readonly password: string },
): Promise<Pooler> {
  const program = await debianProgram('pgbouncer', 'pgbouncer');
  const owner = await serverOwner('postgres');
  const home = mkdtempSync(join(tmpdir(), 'pgbouncer-'));
  const own = await freePort();
  const [users, config] = [join(home, 'users.txt'), join(home, 'pgbouncer.ini')];
  writeFileSync(users, `"${user}" "${password}"\n`);
  writeFileSync(
    config,
    `[databases]
${database} = host=${host} port=${port} dbname=${database}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = session
ignore_startup_parameters = extra_float_digits
`,
  );
  if (owner.uid !== undefined) for (const file of [home, users, config]) chownSync(file, owner.uid, owner.gid ?? 0);
  const server = spawnServer(program, [config], { ...owner, cwd: home });
  await waitUntilUp(server, async () => {
    const client = new pg.Client({ host: '127.0.0.1', port: own, user, password, database });
    await client.connect();
    await client.end();
  });
  return {
    port: own,
    async stop() {
      await stopServer(server, 'SIGTERM');
      rmSync(home, { recursive: true, force: true });
    },
  };
}
