import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beginSnapshot } from '../../../../src/backup/engines/postgresql/read-contents.ts';
import { readTables } from '../../../../src/backup/engines/postgresql/read-tables.ts';
import { type DigestKind, digestText, kindOf, noRows } from '../../../../src/backup/engines/postgresql/row-digest.ts';
import { openSecond } from '../../../../src/backup/engines/postgresql/second-session.ts';
import { readAddress } from '../../../../src/databases/postgresql/address.ts';
import { openSession, type Session } from '../../../../src/databases/postgresql/session.ts';
import { createHost } from '../../../../src/host.ts';
import { secret } from '../../../../src/secrets/secret.ts';
import { createPostgresDatabase } from '../../../support/servers.ts';
import { adminUrl } from '../engine-places.ts';

const host = createHost();
let session: Session;
let address: ReturnType<typeof readAddress>;
let drop: () => Promise<void>;

beforeAll(async () => {
  const made = await createPostgresDatabase();
  drop = made.drop;
  address = readAddress(host, secret(adminUrl('postgresql').replace(/postgres$/, made.name)));
  session = await openSession(host, address);
  await session.query(`CREATE TYPE mood AS ENUM ('sad', 'ok', '-0'); CREATE TYPE pair AS (a numeric, b text);
    CREATE DOMAIN code AS char(4); CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`);
});
afterAll(async () => {
  await session.close();
  await drop();
});

/** By table: the digests of tables that hold these rows, made in a transaction that is taken back. */
async function digestsOf(statements: string, kind?: DigestKind): Promise<(string | undefined)[]> {
  const like = kind && {
    tables: ['a', 'b', 'c'].map((table) => ({ name: `public.${table}`, rows: 0, digest: digestText(kind, noRows) })),
  };
  await beginSnapshot(session);
  try {
    await session.query(
      `SET TRANSACTION READ WRITE; SET LOCAL search_path = public; ${statements}; SET LOCAL search_path = ''`,
    );
    return (await readTables(session, { like })).map(({ digest }) => digest);
  } finally {
    await session.query('ROLLBACK');
  }
}

/** Two values of a type that a dump would write in two ways. */
const unlike: readonly (readonly [type: string, one: string, other: string])[] = [
  ['numeric', '1.0', '1.00'],
  ['numeric', "'NaN'", "'Infinity'"],
  ['numeric', "'Infinity'", "'-Infinity'"],
  ['numeric(10,2)', '0', '0.01'],
  ['numeric', '5', '-5'],
  ['numeric', '50', '500'],
  ['time', "'00:00'", "'01:11:34.967297'"],
  ['timestamp', "'2000-01-01'", "'2000-01-01 01:11:34.967297'"],
  ['timestamptz', "'2000-01-01+00'", "'2000-01-01 01:11:34.967297+00'"],
  ['float8', "'-0'", "'0'"],
  ['float4', "'-0'", "'0'"],
  ['float8', "'NaN'", "'Infinity'"],
  ['float8', '0.1', '0.1::float8 + 1e-17'],
  ['float8', '0.3', '0.1::float8 + 0.2::float8'],
  ['bigint', '1', '4294967296'],
  ['bigint', '0', '4294967297'],
  ['bigint', '-1', '4294967295'],
  ['integer', '1', '-1'],
  ['smallint', '1', '256'],
  ['boolean', 'true', 'false'],
  ['text', "''", 'NULL'],
  ['text', "'a'", "'a '"],
  ['text', "'a'", "'A'"],
  ['text', "E'e\\u0301'", "E'\\u00e9'"],
  ['text COLLATE public.blind', "'a'", "'A'"],
  ['varchar(9) COLLATE public.blind', "'a'", "'A'"],
  ['char(4)', "'a'", "'A'"],
  ['bpchar', "'a'", "'a '"],
  ['name', "'a'", "'A'"],
  ['"char"', "'a'", "'b'"],
  ['code', "'a'", "'b'"],
  ['bytea', "'\\x00'", "'\\x0000'"],
  ['uuid', "'00000000-0000-0000-0000-000000000001'", "'00000000-0000-0000-0000-000000000002'"],
  ['json', `'{"a":1}'`, `'{"a": 1}'`],
  ['jsonb', `'{"a":1.0}'`, `'{"a":1.00}'`],
  ['jsonb', "'null'", 'NULL'],
  ['xml', "'<a/>'", "'<a></a>'"],
  ['point', "'(0,-0)'", "'(0,0)'"],
  ['interval', "'1 day'", "'24 hours'"],
  ['interval', "'1 mon'", "'30 days'"],
  ['timestamp', "'2026-01-01 00:00:00'", "'2026-01-01 00:00:00.000001'"],
  ['timestamptz', "'infinity'", "'-infinity'"],
  ['timetz', "'12:00+00'", "'13:00+01'"],
  ['time', "'00:00'", "'24:00'"],
  ['date', "'2026-01-01'", "'infinity'"],
  ['money', "'1.00'", "'1.01'"],
  ['inet', "'10.0.0.1'", "'10.0.0.1/8'"],
  ['bit varying', "B'0'", "B'00'"],
  ['mood', "'sad'", "'ok'"],
  ['numeric[]', "'{1.0}'", "'{1.00}'"],
  ['text[]', "'{}'", "'{NULL}'"],
  ['text[]', "'{a}'", "'[0:0]={a}'"],
  ['int4range', "'empty'", "'[1,1]'"],
  ['numrange', "'[1.0,2]'", "'[1.00,2]'"],
  ['pair', "ROW(1.0, 'x')", "ROW(1.00, 'x')"],
  ['pair', 'ROW(NULL, NULL)', 'NULL'],
  ['tsvector', "'a:1'", "'a:2'"],
];

describe.each(['values', 'text'] as const)('a digest of %s', (kind) => {
  it('tells apart what a dump writes in two ways, and not what it writes in one', async () => {
    const failing: string[] = [];
    for (const [type, one, other] of unlike) {
      const cell = (value: string) => `(${value})::${type.replace(/ COLLATE.*/, '')}`;
      const [a, b, c] = await digestsOf(
        `CREATE TABLE a (v ${type}); INSERT INTO a SELECT ${cell(one)};
         CREATE TABLE b (v ${type}); INSERT INTO b SELECT ${cell(other)};
         CREATE TABLE c (v ${type}); INSERT INTO c SELECT v::text::${type.replace(/ COLLATE.*/, '')} FROM a`,
        kind,
      );
      if (a === b) failing.push(`${type}: ${one} and ${other} are alike`);
      if (a !== c) failing.push(`${type}: ${one} differs from itself`);
      if (kindOf(a ?? '') !== kind) failing.push(`${type}: another kind`);
    }
    expect(failing).toEqual([]);
  });

  it.each([
    ['columns that were swapped', '(1, 2)', '(2, 1)'],
    ['values that changed rows', '(1, 2), (3, 4)', '(1, 4), (3, 2)'],
    ['values that changed rows, and the first of them column', '(1, 2), (3, 4)', '(3, 2), (1, 4)'],
    ['a row that is there twice', '(1, 2), (3, 4)', '(1, 2), (1, 2), (3, 4)'],
    ['a row that is there thrice', '(1, 2)', '(1, 2), (1, 2), (1, 2)'],
    ['which of two rows is there twice', '(1, 2), (1, 2), (3, 4)', '(1, 2), (3, 4), (3, 4)'],
    ['a NULL in the other column', '(NULL, 2)', '(2, NULL)'],
    ['a row of NULL', '(NULL, NULL), (1, 2)', '(1, 2)'],
    ['NULL in place of 0', '(0, NULL)', '(NULL, 0)'],
    ['NULL in place of 0 before others', '(0, 1), (0, 2)', '(NULL, 1), (0, 2)'],
    ['no row', '(0, 0)', 'none'],
    ['numbers that are nothing to their hash', '(0, 5)', '(5, 0)'],
  ])('sees %s', async (_, one, other) => {
    const values = (table: string, rows: string) =>
      `CREATE TABLE ${table} (v float8, w integer)${rows === 'none' ? '' : `; INSERT INTO ${table} VALUES ${rows}`}`;
    const [a, b] = await digestsOf(`${values('a', one)}; ${values('b', other)}`, kind);
    expect(a).not.toBe(b);
  });

  it('is of all rows whatever their order', async () => {
    const [a, b] = await digestsOf(
      `CREATE TABLE a (v integer, w text); INSERT INTO a SELECT n, n::text FROM generate_series(1, 999) n;
       CREATE TABLE b (v integer, w text); INSERT INTO b SELECT n, n::text FROM generate_series(999, 1, -1) n`,
      kind,
    );
    expect(a).toBe(b);
  });

  it('takes tables without columns, and with as many as there can be', async () => {
    const wide = Array.from({ length: 1600 }, (_, n) => `c${n} bigint`).join(', ');
    const [none, many] = await digestsOf(
      `CREATE TABLE a (); INSERT INTO a DEFAULT VALUES; CREATE TABLE b (${wide}); INSERT INTO b (c1599) VALUES (7)`,
      kind,
    );
    expect([none, many].map((digest) => kindOf(digest ?? ''))).toEqual([kind, kind]);
  });
});

it('is the same as it was in 0.1.0 where a backup was made by that', async () => {
  const [digest] = await digestsOf(
    `CREATE TABLE a (i integer, t text, n numeric); INSERT INTO a VALUES (1, 'x', 1.50), (2, NULL, 0)`,
    'text',
  );
  expect(digest).toBe('000000005b4b20e2c55c2f790000000044f758e14db377f8');
});

it('a kind that is not known is none', () => {
  expect(kindOf('other:00')).toBeUndefined();
  expect(kindOf(digestText('values', noRows))).toBe('values');
  expect(kindOf(digestText('text', noRows))).toBe('text');
});

it('is made of pieces, by two connections, as of the whole, and tells how far it is', async () => {
  await session.query(`CREATE TABLE big AS SELECT n, repeat('x', n % 400) AS text FROM generate_series(1, 20000) n;
    DELETE FROM big WHERE n % 3 = 0; CREATE TABLE small AS SELECT 1 AS n`);
  try {
    await beginSnapshot(session);
    const whole = await readTables(session);
    const told: number[][] = [];
    let seconds = 0;
    const pieces = await readTables(session, {
      piece: 7,
      onRead: (done, total) => told.push([done, total]),
      openSecond: async () => {
        seconds++;
        return openSecond(host, address, address.database, session);
      },
    });
    expect(pieces).toEqual(whole);
    expect(seconds).toBe(1);
    expect(told.length).toBeGreaterThan(20);
    expect(told.at(-1)?.[0]).toBeCloseTo(told.at(-1)?.[1] ?? 0);
    const broken: Session = {
      query: () => Promise.reject(new Error('gone')),
      close: async () => {},
      abandon: () => {},
    };
    expect(await readTables(session, { piece: 7, openSecond: async () => broken })).toEqual(whole);
  } finally {
    await session.query('ROLLBACK; DROP TABLE big, small');
  }
});
