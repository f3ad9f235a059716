import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { bundle } from '../backup/bundle.ts';
import { mariadbProgram, postgresProgram } from '../support/server-binaries.ts';
import type { ServerInfo } from '../support/server-process.ts';
import type { Pair } from './bench.ts';
import type { Servers } from './gate-pairs.ts';

const rowBytes = 530;
/** BENCH_BYTES of contents, 1 GB without it. */
const rows = Math.round(Number(process.env['BENCH_BYTES'] ?? 1024 ** 3) / rowBytes);
const columns = 'id bigint PRIMARY KEY, at varchar(30) NOT NULL, body text NOT NULL';

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
  const numbers = `WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})`;
  execFileSync('sqlite3', [
    file,
    `CREATE TABLE item (${columns}); ${numbers} INSERT INTO item SELECT i, '2026-01-01', hex(randomblob(240)) FROM n`,
  ]);
  return { url: `file:${file}`, bare: `sqlite3 ${file} ".backup ${out}"` };
}

/** Text that gzip makes something of, but not everything: hexadecimal digits. */
const body = (join: (parts: readonly string[]) => string, text: (part: number) => string) =>
  join(Array.from({ length: 15 }, (_, part) => `md5(${text(part)})`));

async function onPostgres({ host, port, user, password }: ServerInfo, out: string): Promise<Bare> {
  const url = (database: string) => `postgresql://${user}:${password}@${host}:${port}/${database}`;
  const hex = body(
    (parts) => parts.join(' || '),
    (part) => `(n * 31 + ${part})::text`,
  );
  const fill = `INSERT INTO item SELECT n, '2026-01-01', ${hex} FROM generate_series(1, ${rows}) n`;
  for (const [database, ...statements] of [
    ['postgres', 'CREATE DATABASE bench'],
    ['bench', `CREATE TABLE item (${columns})`, fill, 'VACUUM ANALYZE item'],
  ] as const) {
    const client = new pg.Client({ connectionString: url(database) });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }
  const bare = `${postgresProgram('pg_dump')} -Fc -f ${out} -h ${host} -p ${port} -U ${user} bench`;
  return { url: url('bench'), bare, env: { PGPASSWORD: password } };
}

async function onMariadb({ host, port, user, password }: ServerInfo, out: string): Promise<Bare> {
  const client = await mysql.createConnection({ host, port, user, password });
  const hex = body(
    (parts) => `concat(${parts.join(', ')})`,
    (part) => `seq * 31 + ${part}`,
  );
  for (const statement of [
    'CREATE DATABASE bench',
    `CREATE TABLE bench.item (${columns})`,
    `INSERT INTO bench.item SELECT seq, '2026-01-01', ${hex} FROM bench.seq_1_to_${rows}`,
  ]) {
    await client.query(statement);
  }
  await client.end();
  const dump = `${mariadbProgram('mariadb-dump')} --single-transaction -h ${host} -P ${port} -u ${user} bench`;
  const url = `mysql://${user}:${encodeURIComponent(password)}@${host}:${port}/bench`;
  return { url, bare: `sh -c "${dump} | gzip > ${out}"`, env: { MYSQL_PWD: password } };
}
