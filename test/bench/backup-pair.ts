import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../backup/engines/bundle.ts';
import { mariadbProgram, postgresProgram } from '../support/server-binaries.ts';
import type { ServerInfo } from '../support/server-process.ts';
import type { Pair } from './bench.ts';
import { fillMariadb, fillPostgres, fillSqlite } from './fill.ts';
import type { Servers } from './servers.ts';

const bytes = 1024 ** 3;

interface Bare {
  readonly url: string;
  readonly bare: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** One backup of each kind of database against its bare tool. What Prisma is asked before a backup is not part of it. */
export async function backupPairs(servers: Servers, scratch: string, wanted: string): Promise<Pair[]> {
  const out = join(scratch, 'bare');
  const kinds = [
    { name: 'SQLite', tool: '`sqlite3 .backup`', limit: 1.1, rounds: 5, make: () => onSqlite(scratch, out) },
    {
      name: 'PostgreSQL',
      tool: '`pg_dump -Fc`',
      limit: 0.9,
      rounds: 1,
      make: () => onPostgres(servers.postgresql, out),
    },
    {
      name: 'MariaDB',
      tool: '`mariadb-dump` into `gzip`',
      limit: 1.1,
      rounds: 1,
      make: () => onMariadb(servers.mysql, out),
    },
  ];
  const titled = kinds.map((kind) => ({ ...kind, title: `backing up 1 GB of ${kind.name}, against ${kind.tool}` }));
  const chosen = titled.filter(({ title }) => title.includes(wanted));
  if (chosen.length === 0) return [];
  const program = bundle(join(import.meta.dirname, 'backup-program.ts'));
  const pairs: Pair[] = [];
  for (const { name, title, limit, rounds, make } of chosen) {
    const { url, bare, env } = await make();
    const folder = join(scratch, name);
    mkdirSync(folder, { recursive: true });
    pairs.push({
      name: title,
      ours: `${process.execPath} ${program.path} ${url} ${folder}`,
      bare,
      limit,
      cwd: folder,
      env: { ...env, PATH: process.env['PATH'] ?? '', HOME: scratch },
      rounds,
      warmup: 0,
      runs: 2,
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

async function onPostgres(server: ServerInfo, out: string): Promise<Bare> {
  const { host, port, user, password } = server;
  const url = await fillPostgres(server, 'bench', bytes);
  const bare = `${postgresProgram('pg_dump')} -Fc -f ${out} -h ${host} -p ${port} -U ${user} bench`;
  return { url, bare, env: { PGPASSWORD: password } };
}

async function onMariadb(server: ServerInfo, out: string): Promise<Bare> {
  const { host, port, user, password } = server;
  const url = await fillMariadb(server, 'bench', bytes);
  const dump = `${mariadbProgram('mariadb-dump')} --single-transaction -h ${host} -P ${port} -u ${user} bench`;
  return { url, bare: `sh -c "${dump} | gzip > ${out}"`, env: { MYSQL_PWD: password } };
}
