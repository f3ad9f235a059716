import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { findDifferences } from '../../../../src/backup/contents/compare.ts';
import { needEngine } from '../../../../src/backup/engines/registry.ts';
import { createHost } from '../../../../src/host.ts';
import { createPostgresDatabase } from '../../../support/servers.ts';
import { queryRows, runSql } from '../../../support/sql.ts';
import { share } from '../../../support/sweep.ts';
import { policyWith } from '../command/command-choice.ts';
import { adminUrl, targetOf } from '../engine-places.ts';
import { scratchFolder } from '../scratch.ts';
import { sameMeaning } from './same-meaning.ts';

const host = createHost();
const admin = (sql: string) => runSql('postgresql', adminUrl('postgresql'), sql);

beforeAll(async () => {
  const { drop } = await createPostgresDatabase();
  await drop();
  await admin('CREATE ROLE anon; CREATE ROLE "of/=a, role"');
});
afterAll(() => admin('DROP ROLE anon; DROP ROLE "of/=a, role"'));

/** A database that its superuser fills, restores and reads. */
async function makePlace(sql: string) {
  const { name, drop } = await createPostgresDatabase();
  onTestFinished(drop);
  const target = targetOf('postgresql', adminUrl('postgresql').replace(/postgres$/, name), name);
  const run = (statements: string) => runSql('postgresql', target.url.reveal(), statements);
  await run(sql);
  const engine = await needEngine(target, policyWith(target, undefined));
  return { engine, context: { host, target }, run, url: target.url.reveal() };
}

/** Rows by the names of their columns, as the server itself prints them; not what our digest is made of. */
async function readRows(url: string) {
  const tables = await queryRows(
    'postgresql',
    url,
    `select oid::regclass::text as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`,
  );
  const rows: Record<string, unknown> = {};
  for (const { name } of tables) {
    const sql = `select coalesce(string_agg(r, ' ' order by r), '') as all from (select to_jsonb(t)::text as r from only ${name} t) s`;
    rows[String(name)] = (await queryRows('postgresql', url, sql))[0]?.['all'];
  }
  return rows;
}

it.each(share(Object.entries(sameMeaning), 2))('is a copy like the original where %s', async (_, sql) => {
  const { engine, context, run, url } = await makePlace(sql);
  const folder = scratchFolder();
  const dump = await engine.dump(context, folder);
  const before = await readRows(url);
  expect(Object.keys(before)).not.toEqual([]);
  await run('create table later(a int)');
  const beside = await engine.restoreBeside(context, folder, dump);
  try {
    expect(findDifferences(dump, await beside.fingerprint())).toEqual([]);
    await beside.swapIn();
  } finally {
    await beside.discard();
  }
  expect(await readRows(url)).toEqual(before);
  // What a second backup records is what the first did.
  expect(findDifferences(dump, await engine.fingerprint(context))).toEqual([]);
});

/** Statements whose plan has the server read an expression that calls what only the search_path finds; pg_dump reads each. */
const unqualified = {
  'an index': 'create index on person (f_unaccent(name))',
  'the condition of an index': `create index on person (id) where f_unaccent(name) <> ''`,
  'statistics of an expression': 'create statistics spelled on (f_unaccent(name)), id from person',
  'a unique index whose function lies off the search_path': `set search_path = aside, public;
    create function aside.helper(text) returns text language sql immutable as 'select upper($1)';
    create function public.outer_one(text) returns text language sql immutable as 'select helper($1)'; create unique index on public.person (outer_one(name))`,
};

it.each(share(Object.entries(unqualified), 2))(
  'reads the rows of a table with %s that names no schema, as without it',
  async (_, sql) => {
    const { engine, context, run } = await makePlace(`create extension unaccent; create schema aside;
    create function f_unaccent(text) returns text language sql immutable as $$ select unaccent('unaccent', $1) $$;
    create table person(id int primary key, name text, of regclass); insert into person values (1, 'José', 'person')`);
    const read = async () => (await engine.fingerprint(context)).tables;
    const before = await read();
    await run(sql);
    expect(await read()).toEqual(before);
    const { tables } = await engine.dump(context, scratchFolder());
    expect(tables).toEqual(before);
  },
);

it('names the table whose index calls what is nowhere', async () => {
  const { engine, context, run } = await makePlace(`create table person(name text);
    create function inner_one(text) returns text language sql immutable as 'select $1';
    create function outer_one(text) returns text language sql immutable as 'select inner_one($1)';
    create index on person (outer_one(name)); drop function inner_one`);
  await expect(run('select from person')).rejects.toThrow(/inner_one/);
  await expect(engine.fingerprint(context)).rejects.toMatchObject({
    why: expect.stringMatching(/public\.person.*inner_one/),
  });
});

/** What is a loss all the same, in the databases above. */
const losses: readonly (readonly [keyof typeof sameMeaning, string])[] = [
  [
    'a partition had a key of its own before it was attached',
    'alter table orders drop constraint orders_customer_id_fkey',
  ],
  [
    'a partition had a key of its own before it was attached',
    'alter table orders_2024 add constraint twice foreign key (id) references customer',
  ],
  ['a parent got columns when its children had some already', 'update b set y = b2, b2 = y'],
  ['a parent got columns when its children had some already', 'alter table e no inherit d'],
  [
    'partitions have their columns in another order than the table',
    'create table o(day date, what text, n int); alter table log detach partition log_1',
  ],
  [
    'one role has rights from several others, which have odd names',
    'revoke grant option for select on t from anon cascade',
  ],
  ['one role has rights from several others, which have odd names', 'revoke select (a) on t from "of/=a, role"'],
  [
    'constraints are not valid, and indexes neither',
    'update t_1 set a = 1; alter table t_1 validate constraint positive',
  ],
];

it.each(losses)('where %s it still sees `%s`', async (kind, loss) => {
  const { engine, context, run } = await makePlace(sameMeaning[kind] ?? '');
  const before = await engine.fingerprint(context);
  await run(loss);
  expect(findDifferences(before, await engine.fingerprint(context))).not.toEqual([]);
});
