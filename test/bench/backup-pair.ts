import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../backup/engines/bundle.ts';
import { mariadbProgram, postgresProgram } from '../support/server-binaries.ts';
import type { ServerInfo } from '../support/server-process.ts';
import type { Pair } from './bench.ts';
import { fillMariadb, fillPgbench, fillPostgres, fillSqlite } from './fill.ts';
import { pgbenchTitle } from './restore-pair.ts';
import type { Servers } from './servers.ts';

const bytes = 1024 ** 3;

interface Bare {
  readonly url: string;
  readonly bare: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** One backup of each kind of database against its bare tool. What Prisma is asked before a backup is not part of it. */
export async function backupPairs(servers: Servers, scratch: string, wanted: string, scale: number): Promise<Pair[]> {
  const out = join(scratch, 'bare');
  const kinds = [
    { name: '1 GB of SQLite', tool: '`sqlite3 .backup`', limit: 1.1, make: () => onSqlite(scratch, out) },
    {
      name: '1 GB of random text on PostgreSQL',
      tool: '`pg_dump -Fc`',
      limit: 0.6,
      make: async () => onPostgres(servers.postgresql, out, await fillPostgres(servers.postgresql, 'bench', bytes)),
    },
    {
      name: `${pgbenchTitle(scale)} on PostgreSQL`,
      tool: '`pg_dump -Fc`',
      limit: 1.25,
      make: async () => onPostgres(servers.postgresql, out, await fillPgbench(servers.postgresql, 'pgbench', scale)),
    },
    {
      name: '1 GB of MariaDB',
      tool: '`mariadb-dump` into `gzip`',
      limit: 1.1,
      make: () => onMariadb(servers.mysql, out),
    },
  ];
  const titled = kinds.map((kind) => ({ ...kind, title: `backing up ${kind.name}, against ${kind.tool}` }));
  const chosen = titled.filter(({ title }) => title.includes(wanted));
  if (chosen.length === 0) return [];
  const program = bundle(join(import.meta.dirname, 'backup-program.ts'));
  const pairs: Pair[] = [];
  for (const { name, title, limit, make } of chosen) {
    const { url, bare, env } = await make();
    const folder = join(scratch, name.replaceAll(' ', '-'));
    mkdirSync(folder, { recursive: true });
    pairs.push({
      name: title,
      ours: `${process.execPath} ${program.path} ${url} ${folder}`,
      bare,
      limit,
      cwd: folder,
      env: { ...env, PATH: process.env['PATH'] ?? '', HOME: scratch },
      rounds: 5,
      warmup: 0,
      runs: 1,
      // Both write a new file.
      prepare: `rm -rf ${out} ${join(folder, 'backups')}`,
      ...(name === chosen.at(-1)?.name && { done: program.remove }),
    });
  }
  return pairs;
}

async function onSqlite(scratch: string, out: string): Promise<Bare> {
  const file = join(scratch, 'bench.db');
  return { url: fillSqlite(file, bytes), bare: `sqlite3 ${file} ".backup ${out}"` };
}

function onPostgres({ host, port, user, password }: ServerInfo, out: string, url: string): Bare {
  const database = new URL(url).pathname.slice(1);
  const bare = `${postgresProgram('pg_dump')} -Fc -f ${out} -h ${host} -p ${port} -U ${user} ${database}`;
  return { url, bare, env: { PGPASSWORD: password } };
}

async function onMariadb(server: ServerInfo, out: string): Promise<Bare> {
  const { host, port, user, password } = server;
  const url = await fillMariadb(server, 'bench', bytes);
  const dump = `${mariadbProgram('mariadb-dump')} --single-transaction -h ${host} -P ${port} -u ${user} bench`;
  return { url, bare: `sh -c "${dump} | gzip > ${out}"`, env: { MYSQL_PWD: password } };
}
