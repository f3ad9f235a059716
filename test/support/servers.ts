import { randomBytes } from 'node:crypto';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { need, needPrograms } from './needs.ts';
import type { ServerInfo } from './server-process.ts';

await needPrograms();

export interface TestDatabase {
  /** With user and password percent-encoded, as Prisma takes it. */
  readonly url: string;
  readonly name: string;
  readonly user: string;
  readonly password: string;
  readonly host: string;
  readonly port: number;
  drop(): Promise<void>;
}

export interface Wanted {
  /** Default: names that no other test has. The password may hold any character. */
  readonly name?: string;
  readonly user?: string;
  readonly password?: string;
}

const running: { postgres?: ServerInfo; mariadb?: ServerInfo } = {};

/** The shared server. It runs from the first database on that a test makes in it. */
export const postgres = (): ServerInfo => up('postgres');
export const mariadb = (): ServerInfo => up('mariadb');

function up(name: keyof typeof running): ServerInfo {
  const info = running[name];
  if (info === undefined) throw new Error(`No test of this file has made a database in ${name} yet.`);
  return info;
}

const complete = (wanted: Wanted, { host, port }: ServerInfo) => {
  const id = randomBytes(4).toString('hex');
  const chosen = { name: `db_${id}`, user: `user_${id}`, password: `pw-${id}`, ...wanted };
  return { ...chosen, host, port };
};

/** Quotes too, so that a URL can stand between them in any file. */
const encode = (text: string) => encodeURIComponent(text).replace(/'/g, '%27');

const urlOf = (scheme: string, { user, password, host, port, name }: Omit<TestDatabase, 'url' | 'drop'>) =>
  `${scheme}://${encode(user)}:${encode(password)}@${host}:${port}/${encode(name)}`;

/** An empty database whose owner may also create databases (Prisma's shadow database), but is no superuser. */
export async function createPostgresDatabase(wanted: Wanted = {}): Promise<TestDatabase> {
  running.postgres ??= await need('postgres');
  const database = complete(wanted, running.postgres);
  const { name, user, password } = database;
  const [quotedName, quotedUser] = [pg.escapeIdentifier(name), pg.escapeIdentifier(user)];
  await asPostgres([
    `CREATE ROLE ${quotedUser} LOGIN CREATEDB PASSWORD ${pg.escapeLiteral(password)}`,
    `CREATE DATABASE ${quotedName} OWNER ${quotedUser}`,
  ]);
  const drop = async () => {
    await asPostgres([`DROP DATABASE IF EXISTS ${quotedName} WITH (FORCE)`]);
    // What an undo kept, and snapshots.
    const own = `SELECT datname AS name FROM pg_database WHERE pg_get_userbyid(datdba) = ${pg.escapeLiteral(user)}`;
    const left = (await asPostgres([own])).map((row) => `DROP DATABASE ${pg.escapeIdentifier(row.name)} WITH (FORCE)`);
    await asPostgres([...left, `DROP ROLE IF EXISTS ${quotedUser}`]);
  };
  return { ...database, url: urlOf('postgresql', database), drop };
}

/** An empty database, and a user with every privilege on it and none beyond. */
export async function createMariadbDatabase(wanted: Wanted = {}): Promise<TestDatabase> {
  running.mariadb ??= await need('mariadb');
  const database = complete(wanted, running.mariadb);
  const { name, user, password } = database;
  const account = `${mysql.escape(user)}@'%'`;
  await asMariadb([
    `CREATE DATABASE ${mysql.escapeId(name, true)} CHARACTER SET utf8mb4`,
    `CREATE USER ${account} IDENTIFIED BY ${mysql.escape(password)}`,
    `GRANT ALL ON ${mysql.escapeId(name.replace(/[_%]/g, '\\$&'), true)}.* TO ${account}`,
    // Where an undo keeps what it replaces.
    `GRANT ALL ON ${mysql.escapeId(`${name.slice(0, 14).replace(/[_%]/g, '\\$&')}\\_interlock\\_before\\_undo\\_%`, true)}.* TO ${account}`,
    // Where a restore loads its copy.
    `GRANT ALL ON ${mysql.escapeId(`${name.replace(/[_%]/g, '\\$&')}\\_restore\\_%`, true)}.* TO ${account}`,
  ]);
  const drop = async () => {
    const kept = mysql.escape(`${name.slice(0, 14).replace(/[_%]/g, '\\$&')}\\_interlock\\_%`);
    const own = `SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name LIKE ${kept}`;
    const left = (await asMariadb([own])).map((row) => `DROP DATABASE ${mysql.escapeId(row.name, true)}`);
    await asMariadb([
      `DROP DATABASE IF EXISTS ${mysql.escapeId(name, true)}`,
      ...left,
      `DROP USER IF EXISTS ${account}`,
    ]);
  };
  return { ...database, url: urlOf('mysql', database), drop };
}

/** Gives the rows of the last one. */
async function asPostgres(statements: readonly string[]): Promise<{ name: string }[]> {
  const client = new pg.Client({ ...postgres(), database: 'postgres' });
  await client.connect();
  try {
    let rows: { name: string }[] = [];
    for (const statement of statements) rows = (await client.query(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

async function asMariadb(statements: readonly string[]): Promise<{ name: string }[]> {
  const { host, port, user, password } = mariadb();
  const connection = await mysql.createConnection({ host, port, user, password });
  try {
    let rows: unknown;
    for (const statement of statements) [rows] = await connection.query(statement);
    return rows as { name: string }[];
  } finally {
    await connection.end();
  }
}
