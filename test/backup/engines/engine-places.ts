import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createHost, type Host } from '../../../src/host.ts';
import { secret } from '../../../src/secrets/secret.ts';
import type { Target } from '../../../src/types.ts';
import { createMariadbDatabase, createPostgresDatabase, mariadb, postgres } from '../../support/servers.ts';
import { queryRows, runSql } from '../../support/sql.ts';
import { scratchFolder } from './scratch.ts';

export const hostilePassword = `p@s:s/w?r#d%20'"\\ äöü€`;

/** A database of its own for one test, with the means to fill and to look into it. */
export interface Place {
  readonly target: Target;
  readonly password: string;
  run(sql: string): Promise<void>;
  rows(sql: string): Promise<Record<string, unknown>[]>;
  /** Removes the database itself. */
  remove(): Promise<void>;
}

type Served = 'postgresql' | 'mysql';

export type Kind = 'sqlite' | Served;

export async function makePlace(kind: Kind): Promise<Place> {
  return kind === 'sqlite' ? sqlitePlace() : servedPlace(kind);
}

async function sqlitePlace(): Promise<Place> {
  const file = join(scratchFolder(), 'a 100% #1 ?.db');
  const url = `file:${file}`;
  return {
    target: targetOf('sqlite', url, file),
    password: '',
    run: (sql) => runSqlite(file, sql),
    rows: (sql) => queryFile(file, sql),
    remove: async () => rmSync(file),
  };
}

async function servedPlace(kind: Served): Promise<Place> {
  const create = { postgresql: createPostgresDatabase, mysql: createMariadbDatabase }[kind];
  const database = await create({ password: hostilePassword });
  onTestFinished(() => database.drop());
  const quoted = kind === 'mysql' ? `\`${database.name}\`` : `"${database.name}"`;
  return {
    target: targetOf(kind, database.url, database.name),
    password: database.password,
    run: (sql) => runSql(kind, database.url, sql),
    rows: (sql) => queryRows(kind, database.url, sql),
    remove: () => runSql(kind, adminUrl(kind), `DROP DATABASE ${quoted}`),
  };
}

export function targetOf(kind: Kind, url: string, database: string): Target {
  const { host, port } = kind === 'sqlite' ? { host: '', port: 0 } : serverOf(kind);
  return {
    identity: { provider: kind, host, port, database },
    role: 'main',
    url: secret(url),
    label: kind === 'sqlite' ? 'dev.db' : `${database}@localhost`,
    source: 'DATABASE_URL',
  };
}

/** A server's administrator, in a database that no test touches. */
export function adminUrl(kind: Served): string {
  const { host, port, user, password } = serverOf(kind);
  return `${kind}://${user}:${encodeURIComponent(password)}@${host}:${port}/${kind === 'mysql' ? 'mysql' : 'postgres'}`;
}

function serverOf(kind: Served) {
  return kind === 'mysql' ? mariadb() : postgres();
}

/** The real host with another PATH, and with folders that look empty. */
export function hostWithPath(path: string, hidden: readonly string[] = []): Host {
  const host = createHost();
  const readdirSync = ((folder: string) => {
    if (hidden.includes(folder)) throw Object.assign(new Error('hidden'), { code: 'ENOENT' });
    return host.fs.readdirSync(folder);
  }) as typeof host.fs.readdirSync;
  return Object.create(host, {
    env: { value: { ...host.env, PATH: path } },
    fs: { value: { ...host.fs, readdirSync } },
  }) as Host;
}

async function runSqlite(file: string, sql: string): Promise<void> {
  const database = await openFile(file);
  try {
    database.exec(sql);
  } finally {
    database.close();
  }
}

async function queryFile(file: string, sql: string): Promise<Record<string, unknown>[]> {
  if (!existsSync(file)) throw new Error(`${file} is not there`);
  const database = await openFile(file);
  try {
    return database.prepare(sql).all() as Record<string, unknown>[];
  } finally {
    database.close();
  }
}

async function openFile(file: string) {
  const Libsql = (await import('libsql')).default;
  return new Libsql(file);
}
