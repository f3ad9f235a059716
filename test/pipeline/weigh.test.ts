/** What is made of scripts with what the server itself says of how it reads them, and of what is there. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createHost } from '../../src/host.ts';
import { weigh } from '../../src/pipeline/weigh.ts';
import { createTarget } from '../../src/target/target.ts';
import { corpus as mysqlCorpus } from '../sql/mysql/corpus/index.ts';
import { schema as mysqlSchema } from '../sql/mysql/there.ts';
import { corpus as postgresCorpus } from '../sql/postgresql/corpus/index.ts';
import { rewrites } from '../sql/sqlite/corpus/rewrites.ts';
import { rows, settings } from '../sql/sqlite/corpus/rows.ts';
import { tables } from '../sql/sqlite/corpus/tables.ts';
import { schema as sqliteSchema } from '../sql/sqlite/there.ts';
import { createMariadbDatabase, createPostgresDatabase } from '../support/servers.ts';
import { runSql } from '../support/sql.ts';

const host = createHost();
const base = readFileSync(join(import.meta.dirname, '../sql/postgresql/corpus/base.sql'), 'utf8');

/** Whether it loses something, or nobody can tell. */
async function judge(url: string, ...scripts: string[]): Promise<boolean> {
  const target = createTarget(host, url, 'main', 'a test', '/');
  const finding = await weigh(
    host,
    target,
    scripts.map((sql, at) => ({ migration: `${at}`, sql })),
  );
  return finding === undefined || finding.risk === 'destroy' || finding.risk === 'unknown';
}

async function alarmsOf(url: string, harmless: readonly string[]): Promise<string[]> {
  const alarms: string[] = [];
  for (const sql of harmless) if (await judge(url, sql)) alarms.push(sql);
  return alarms;
}

function expectFew(alarms: readonly string[], of: readonly string[]): void {
  expect(of.length).toBeGreaterThan(30);
  expect(alarms.length / of.length, alarms.join('\n---\n')).toBeLessThan(0.02);
}

async function postgresWith(sql: string) {
  const database = await createPostgresDatabase();
  onTestFinished(() => database.drop());
  await runSql('postgresql', database.url, sql);
  return database.url;
}

async function mariadbWith(sql: string) {
  const database = await createMariadbDatabase();
  onTestFinished(() => database.drop());
  await runSql('mysql', database.url, sql);
  return database.url;
}

async function sqliteWith(sql: string) {
  const folder = mkdtempSync(join(tmpdir(), 'may-lose-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const url = `file:${join(folder, 'dev.db')}`;
  await runSql('sqlite', url, sql);
  return url;
}

describe('of what loses nothing fewer than one in fifty is taken for a loss', () => {
  test('on PostgreSQL', async () => {
    const harmless = postgresCorpus.filter(({ is }) => is === 'keeps').map(({ sql }) => sql);
    expectFew(await alarmsOf(await postgresWith(base), harmless), harmless);
  });

  test('on MariaDB', async () => {
    const harmless = mysqlCorpus.filter((each) => each.isFalseAlarm || ['none', 'change'].includes(each.risk));
    const scripts = harmless.map(({ sql }) => sql);
    expectFew(await alarmsOf(await mariadbWith(mysqlSchema), scripts), scripts);
  });

  test('on SQLite', async () => {
    const all = [...rewrites, ...tables, ...rows, ...settings];
    const scripts = all
      .filter((each) => each.isFalseAlarm || ['none', 'change'].includes(each.risk))
      .map(({ sql }) => sql);
    expectFew(await alarmsOf(await sqliteWith(sqliteSchema), scripts), scripts);
  });
});

describe('a loss is one all the same', () => {
  const table =
    "CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(20), b TEXT, c NUMERIC(10,2)); INSERT INTO t VALUES (7, 'x', 'y', 1.25)";

  test('on PostgreSQL, whatever another script of the set has made of the column before', async () => {
    const url = await postgresWith(table);
    expect(await judge(url, 'ALTER TABLE t ALTER a TYPE varchar(50)')).toBe(false);
    expect(await judge(url, 'ALTER TABLE t ALTER a TYPE varchar(5) USING a::varchar(5)')).toBe(true);
    expect(await judge(url, 'ALTER TABLE t ALTER c TYPE numeric(10,1)')).toBe(true);
    const renamed = ['ALTER TABLE t RENAME a TO z', 'ALTER TABLE t RENAME b TO a'];
    expect(await judge(url, ...renamed, 'ALTER TABLE t ALTER a TYPE varchar(50) USING a::varchar(50)')).toBe(true);
    const twice = ['ALTER TABLE t ALTER a TYPE text', 'ALTER TABLE t ALTER a TYPE varchar(50) USING a::varchar(50)'];
    expect(await judge(url, ...twice)).toBe(true);
  });

  test('on PostgreSQL, of the table that is meant, where two have one name', async () => {
    const url = await postgresWith(
      `${table}; CREATE SCHEMA s; CREATE TABLE s.t (a TEXT); INSERT INTO s.t VALUES ('x')`,
    );
    expect(await judge(url, 'ALTER TABLE t ALTER a TYPE varchar(50) USING a::varchar(50)')).toBe(false);
    expect(await judge(url, 'ALTER TABLE s.t ALTER a TYPE varchar(50) USING a::varchar(50)')).toBe(true);
  });

  test('on PostgreSQL, where the server reads strings in the old way', async () => {
    const url = await postgresWith(table);
    const sql = "INSERT INTO t (id, a) VALUES (1, 'x\\'); DELETE FROM t; --')";
    const name = new URL(url).pathname.slice(1);
    await runSql('postgresql', url, `ALTER DATABASE ${name} SET standard_conforming_strings = off`);
    expect(await judge(url, sql)).toBe(true);
    await runSql('postgresql', url, `ALTER DATABASE ${name} RESET standard_conforming_strings`);
    expect(await judge(url, "UPDATE t SET a = 'x\\y' WHERE a IS NULL")).toBe(false);
  });

  test('on MariaDB, in a later script than the one that leads to it', async () => {
    const url = await mariadbWith(table);
    expect(await judge(url, 'ALTER TABLE t MODIFY a VARCHAR(50)')).toBe(false);
    const swapped = ['ALTER TABLE t RENAME COLUMN a TO z, RENAME COLUMN b TO a', 'ALTER TABLE t MODIFY a VARCHAR(50)'];
    expect(await judge(url, "SET sql_mode = ''", ...swapped)).toBe(true);
  });

  test('on SQLite, of a column that a rewrite leaves out', async () => {
    const url = await sqliteWith(table);
    const rewrite = (columns: string) =>
      `CREATE TABLE new_t (id INTEGER PRIMARY KEY, a VARCHAR(20), b TEXT, c NUMERIC(10,2)); INSERT INTO new_t (${columns}) SELECT ${columns} FROM t; DROP TABLE t; ALTER TABLE new_t RENAME TO t;`;
    expect(await judge(url, rewrite('id, a, b, c'))).toBe(false);
    expect(await judge(url, rewrite('id, a, b'))).toBe(true);
  });

  test('where no server answers, as far as the text does not say', async () => {
    expect(
      await judge('postgresql://u:p@127.0.0.1:9/app', 'ALTER TABLE t ALTER a TYPE varchar(50) USING a::varchar(50)'),
    ).toBe(true);
    expect(await judge('mysql://u:p@127.0.0.1:9/app', 'ALTER TABLE t MODIFY a VARCHAR(50)')).toBe(true);
  });
});
