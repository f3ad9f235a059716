import mysql from 'mysql2/promise';
import pg from 'pg';
import type { ServerInfo } from '../support/server-process.ts';

export interface Servers {
  readonly postgresql: ServerInfo;
  readonly mysql: ServerInfo;
}

export function urlOf(provider: 'postgresql' | 'mysql', info: ServerInfo, database: string): string {
  const { host, port, user, password } = info;
  return `${provider}://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
}

/** One of that name on each server. */
export async function createDatabases(servers: Servers, name: string): Promise<void> {
  const { host, port, user, password } = servers.postgresql;
  const client = new pg.Client({ host, port, user, password, database: 'postgres' });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const mariadb = servers.mysql;
  const connection = await mysql.createConnection({
    host: mariadb.host,
    port: mariadb.port,
    user: mariadb.user,
    password: mariadb.password,
  });
  await connection.query(`CREATE DATABASE ${name}`);
  await connection.end();
}
