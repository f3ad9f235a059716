/** One table of so many bytes, as each kind of database can make it by itself. */
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { postgresProgram } from '../support/server-binaries.ts';
import type { ServerInfo } from '../support/server-process.ts';

const rowBytes = 530;
const columns = 'id bigint PRIMARY KEY, at varchar(30) NOT NULL, body text NOT NULL';
const rowsOf = (bytes: number) => Math.round(bytes / rowBytes);

/** Gives its URL, as all of these do. */
export function fillSqlite(file: string, bytes: number): string {
  const numbers = `WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < ${rowsOf(bytes)})`;
  execFileSync('sqlite3', [
    file,
    `CREATE TABLE item (${columns}); ${numbers} INSERT INTO item SELECT i, '2026-01-01', hex(randomblob(240)) FROM n`,
  ]);
  return `file:${file}`;
}

/** Text that gzip makes something of, but not everything: hexadecimal digits. */
const body = (join: (parts: readonly string[]) => string, text: (part: number) => string) =>
  join(Array.from({ length: 15 }, (_, part) => `md5(${text(part)})`));

/** A database of that name, which is not there yet. */
export async function fillPostgres(
  { host, port, user, password }: ServerInfo,
  name: string,
  bytes: number,
): Promise<string> {
  const url = (database: string) => `postgresql://${user}:${password}@${host}:${port}/${database}`;
  const hex = body(
    (parts) => parts.join(' || '),
    (part) => `(n * 31 + ${part})::text`,
  );
  const fill = `INSERT INTO item SELECT n, '2026-01-01', ${hex} FROM generate_series(1, ${rowsOf(bytes)}) n`;
  for (const [database, ...statements] of [
    ['postgres', `CREATE DATABASE ${name}`],
    [name, `CREATE TABLE item (${columns})`, fill, 'VACUUM ANALYZE item'],
  ] as const) {
    const client = new pg.Client({ connectionString: url(database) });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }
  return url(name);
}

/** The tables of pgbench: short rows, most of them alike, which a dump reads faster than it could compress them. */
export async function fillPgbench(
  { host, port, user, password }: ServerInfo,
  name: string,
  scale: number,
): Promise<string> {
  const env = { ...process.env, PGPASSWORD: password };
  const at = ['-h', host, '-p', String(port), '-U', user];
  const run = (program: 'createdb' | 'pgbench', args: readonly string[]) =>
    promisify(execFile)(postgresProgram(program) ?? program, [...at, ...args], { env });
  await run('createdb', [name]);
  await run('pgbench', ['--initialize', '--quiet', `--scale=${scale}`, name]);
  return `postgresql://${user}:${password}@${host}:${port}/${name}`;
}

/** A database of that name, which is not there yet. */
export async function fillMariadb(
  { host, port, user, password }: ServerInfo,
  name: string,
  bytes: number,
): Promise<string> {
  const client = await mysql.createConnection({ host, port, user, password });
  const hex = body(
    (parts) => `concat(${parts.join(', ')})`,
    (part) => `seq * 31 + ${part}`,
  );
  for (const statement of [
    `CREATE DATABASE ${name}`,
    `CREATE TABLE ${name}.item (${columns})`,
    `INSERT INTO ${name}.item SELECT seq, '2026-01-01', ${hex} FROM ${name}.seq_1_to_${rowsOf(bytes)}`,
  ]) {
    await client.query(statement);
  }
  await client.end();
  return `mysql://${user}:${encodeURIComponent(password)}@${host}:${port}/${name}`;
}
