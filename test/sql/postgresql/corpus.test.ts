import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHost } from '../../../src/host.ts';
import { readPostgresql } from '../../../src/sql/postgresql/read.ts';
import type { ServerReading } from '../../../src/sql/script.ts';
import { readSet } from '../../../src/sql/set.ts';
import type { Risk } from '../../../src/types.ts';
import { createPostgresDatabase, postgres, type TestDatabase } from '../../support/servers.ts';
import { share } from '../../support/sweep.ts';
import type { Case } from './corpus/case.ts';
import { corpus } from './corpus/index.ts';
import { lostBetween, type Snapshot, takeSnapshot } from './corpus/snapshot.ts';

const host = createHost();
const base = readFileSync(join(import.meta.dirname, 'corpus/base.sql'), 'utf8');
let database: TestDatabase;
let client: pg.Client;
/** Each case begins with it: what a case did is rolled back. */
let before: Snapshot;
const types = new Map<string, string>();

const connect = async (name: string) => {
  const { host: at, port, user, password } = postgres();
  const connected = new pg.Client({ host: at, port, user, password, database: name });
  await connected.connect();
  return connected;
};

beforeAll(async () => {
  database = await createPostgresDatabase();
  client = await connect(database.name);
  await client.query(base);
  before = await lookThrough(client);
  const { rows } = await client.query(
    `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) AS type FROM pg_class c JOIN pg_attribute a
      ON a.attrelid = c.oid WHERE c.relkind IN ('r', 'p') AND a.attnum > 0`,
  );
  for (const { relname, attname, type } of rows) types.set(`${relname}.${attname}`, type);
});

afterAll(async () => {
  await client?.end();
  await database?.drop();
});

const server: ServerReading = {
  dialect: 'postgresql',
  standardStrings: true,
  typeOf: (table, column) => types.get(`${table.at(-1)}.${column}`),
};

async function riskOf(sql: string, reading: ServerReading): Promise<Risk> {
  return readSet([{ migration: undefined, statements: await readPostgresql(host, sql, reading) }], reading).risk;
}

/** What became of the rows. `refused`: the server did not run it, and nothing changed. */
async function happened({
  sql,
  alone,
}: Case): Promise<{ readonly refused: string | undefined; readonly lost: string[] }> {
  return alone ? inCopy(sql) : inTransaction(sql);
}

async function inTransaction(sql: string) {
  await client.query('BEGIN');
  try {
    await client.query('SET LOCAL search_path = public; SAVEPOINT before_case');
    let refused: string | undefined;
    try {
      await client.query(sql);
    } catch (error) {
      refused = (error as Error).message;
      await client.query('ROLLBACK TO before_case');
    }
    return { refused, lost: lostBetween(before, await takeSnapshot(client)) };
  } finally {
    await client.query('ROLLBACK');
    await client.query('DISCARD ALL');
  }
}

/** Statements that want to stand alone are sent one by one, as Prisma does not do: a script of several is one transaction. */
async function inCopy(sql: string) {
  const name = `${database.name}_copy`;
  const admin = await connect('postgres');
  await client.end();
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${database.name}`);
  const copy = await connect(name);
  try {
    const refused = await copy.query(sql).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (refused !== undefined) await copy.query('ROLLBACK');
    return { refused, lost: lostBetween(before, await lookThrough(copy)) };
  } finally {
    await copy.end();
    for (const each of [name, 'made_by_a_case']) await admin.query(`DROP DATABASE IF EXISTS ${each} WITH (FORCE)`);
    await admin.query('ALTER SYSTEM RESET ALL');
    await admin.end();
    client = await connect(database.name);
  }
}

async function lookThrough(at: pg.Client): Promise<Snapshot> {
  await at.query('BEGIN');
  try {
    return await takeSnapshot(at);
  } finally {
    await at.query('ROLLBACK');
  }
}

const isHarmless = (risk: Risk) => risk === 'none' || risk === 'change';
const found: { readonly each: Case; readonly risk: Risk }[] = [];

/** A copy of the database for each: a run takes a share of those. */
const alone = share(
  corpus.filter((each) => each.alone),
  5,
);

test.each([...corpus.filter((each) => !each.alone), ...alone])('$is: $sql', async (each) => {
  const { refused, lost } = await happened(each);
  expect(refused !== undefined, refused).toBe(each.fails === true);
  if (each.is === 'keeps') expect(lost).toEqual([]);
  if (each.is === 'loses' && !each.fails) expect(lost).not.toEqual([]);
  const risk = await riskOf(each.sql, server);
  found.push({ each, risk });
  // Whatever is known of the server: what takes rows is never harmless.
  for (const reading of [server, { dialect: 'postgresql' } as const]) {
    if (each.is !== 'keeps' || lost.length > 0) expect(isHarmless(await riskOf(each.sql, reading))).toBe(false);
  }
  if (each.is === 'unseen') expect(risk).toBe('unknown');
});

test('there are at least 150, and of the harmless ones fewer than one in fifty is taken for something else', () => {
  expect(corpus.length).toBeGreaterThanOrEqual(150);
  const harmless = found.filter(({ each }) => each.is === 'keeps');
  const alarms = harmless.filter(({ risk }) => !isHarmless(risk)).map(({ each }) => each.sql);
  expect(harmless.length).toBeGreaterThan(100);
  expect(alarms.length / harmless.length, alarms.join('\n---\n')).toBeLessThan(0.02);
});
