import { join } from 'node:path';
import pg from 'pg';
import { makeProject } from '../support/project.ts';
import { postgresProgram } from '../support/server-binaries.ts';
import type { ServerInfo } from '../support/server-process.ts';
import type { Pair } from './bench.ts';

const bytes = 1024 ** 3;
const rowBytes = 530;

/** `prisma-interlock backup` of a PostgreSQL database of 1 GB against `pg_dump -Fc` of the same. */
export async function backupPair(server: ServerInfo, scratch: string): Promise<Pair & { readonly done: () => void }> {
  const { host, port, user, password } = server;
  const admin = new pg.Client({ host, port, user, password, database: 'postgres' });
  await admin.connect();
  await admin.query('CREATE DATABASE bench');
  await admin.end();
  await fill(new pg.Client({ host, port, user, password, database: 'bench' }));

  const url = `postgresql://${user}:${password}@${host}:${port}/bench`;
  const project = makeProject({ major: 7, provider: 'postgresql', url });
  return {
    name: 'backing up 1 GB of PostgreSQL, against `pg_dump -Fc`',
    ours: `${process.execPath} ${join(import.meta.dirname, '..', '..', 'bin', 'prisma-interlock.js')} backup`,
    bare: `${postgresProgram('pg_dump')} -Fc -f ${join(scratch, 'bare.dump')} -h ${host} -p ${port} -U ${user} bench`,
    limit: 1.1,
    cwd: project.dir,
    env: { ...project.env, PGPASSWORD: password },
    rounds: 1,
    warmup: 0,
    runs: 3,
    done: () => project.cleanup(),
  };
}

/** Text that gzip makes something of, but not everything: hexadecimal digits. */
async function fill(client: pg.Client): Promise<void> {
  await client.connect();
  await client.query('CREATE TABLE item (id bigint PRIMARY KEY, at timestamptz NOT NULL, body text NOT NULL)');
  const body = Array.from({ length: 15 }, (_, part) => `md5((n * 31 + ${part})::text)`).join(' || ');
  const rows = Math.round(bytes / rowBytes);
  await client.query(`INSERT INTO item SELECT n, now(), ${body} FROM generate_series(1, ${rows}) n`);
  await client.query('ANALYZE item');
  await client.end();
}
