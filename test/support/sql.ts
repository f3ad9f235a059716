import Libsql from 'libsql';
import mysql from 'mysql2/promise';
import pg from 'pg';
import type { ProviderName } from './project-files.ts';

export type Row = Record<string, unknown>;

/** Runs a script of any number of statements. For SQLite the URL is `file:` and an absolute path. */
export async function runSql(provider: ProviderName, url: string, sql: string): Promise<void> {
  await withDatabase(provider, url, (database) => database.run(sql));
}

export async function queryRows(provider: ProviderName, url: string, sql: string): Promise<Row[]> {
  return withDatabase(provider, url, (database) => database.rows(sql));
}

export interface Database {
  run(sql: string): Promise<void>;
  rows(sql: string): Promise<Row[]>;
}

/** Values come as the server writes them where a driver would lose something: numbers and times as text. */
export async function withDatabase<T>(
  provider: ProviderName,
  url: string,
  use: (database: Database) => Promise<T>,
): Promise<T> {
  const { database, close } = await { sqlite: openSqlite, postgresql: openPostgres, mysql: openMysql }[provider](url);
  try {
    return await use(database);
  } finally {
    await close();
  }
}

interface Open {
  readonly database: Database;
  close(): Promise<void>;
}

async function openSqlite(url: string): Promise<Open> {
  const file = new Libsql(url.replace(/^file:/, '').replace(/\?\w+=.*$/, ''));
  const rows = async (sql: string) => file.prepare(sql).safeIntegers(true).all() as Row[];
  return { database: { run: async (sql) => void file.exec(sql), rows }, close: async () => void file.close() };
}

async function openPostgres(url: string): Promise<Open> {
  const types = { getTypeParser: () => (text: string) => text };
  const client = new pg.Client({ connectionString: url, types });
  await client.connect();
  const rows = async (sql: string) => (await client.query(sql)).rows as Row[];
  return { database: { run: async (sql) => void (await client.query(sql)), rows }, close: () => client.end() };
}

async function openMysql(url: string): Promise<Open> {
  const { hostname: host, port, username, password, pathname } = new URL(url);
  const connection = await mysql.createConnection({
    host,
    port: Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    charset: 'utf8mb4',
    multipleStatements: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    decimalNumbers: false,
  });
  const rows = async (sql: string) => (await connection.query(sql))[0] as Row[];
  return { database: { run: async (sql) => void (await connection.query(sql)), rows }, close: () => connection.end() };
}
