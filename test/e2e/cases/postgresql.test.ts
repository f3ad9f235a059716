/** Databases that once were lost by a guarded command, whose backup had been called good: each comes back, or is not lost. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { readFacts } from '../../backup/engines/postgresql/bring-back.ts';
import { type LadderCase, ladderCases } from '../../backup/engines/postgresql/ladder-cases.ts';
import { type OwnServer, startOwnServer } from '../../backup/engines/postgresql/own-server.ts';
import { sameMeaning } from '../../backup/engines/postgresql/same-meaning.ts';
import { startPgBouncer } from '../../support/pgbouncer.ts';
import { postgresProgram } from '../../support/server-binaries.ts';
import { runSql } from '../../support/sql.ts';
import { isWhole, share } from '../../support/sweep.ts';
import { installedProject } from '../installed.ts';
import { refusedBefore, type Traveller, thereAndBack } from './journey.ts';

let server: OwnServer;
beforeAll(async () => {
  server = await startOwnServer({ settings: ['wal_level=logical', 'full_page_writes=on'] });
  await server.admin('CREATE ROLE anon; CREATE ROLE "of/=a, role"');
});
afterAll(() => server.stop());

const pgDump = postgresProgram('pg_dump') ?? '';
let count = 0;

interface Place extends Traveller {
  readonly name: string;
  readonly url: string;
  /** As the superuser, in the database. */
  admin(sql: string): ReturnType<OwnServer['admin']>;
  facts(): ReturnType<typeof readFacts>;
}

/** A database of a role that may create others and is no superuser, and a project that knows it by `options` of its URL. */
async function place(rights = 'CREATEDB', options = ''): Promise<Place> {
  count += 1;
  const [name, user] = [`case${count}`, `app${count}`];
  const { host, port, password } = server.info;
  await server.admin(`CREATE ROLE ${user} LOGIN ${rights} PASSWORD '${password}'`);
  await server.admin(`CREATE DATABASE ${name} OWNER ${user}`);
  onTestFinished(async () => void (await server.admin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)));
  const url = server.url(name, user);
  const project = installedProject({ major: 7, provider: 'postgresql', url: `${url}${options}`, engine: 'wasm' });
  return {
    ...project,
    name,
    url,
    label: `${name}@${host === '127.0.0.1' ? 'localhost' : host}:${port}`,
    admin: (sql) => server.admin(sql, name),
    facts: () => readFacts(server.url(name), pgDump),
  };
}

interface Case extends Pick<LadderCase, 'name' | 'sql' | 'admin' | 'omissions' | 'otherRows'> {
  /** A dump of it says the same in other words afterwards. */
  readonly inOtherWords?: boolean;
  readonly options?: string;
}

const rungs = new Map(ladderCases.map((one) => [one.name, one]));
/** A range whose default privileges reach its constructors, and the other kinds of the same. */
const meanings = Object.entries(sameMeaning).map(
  ([name, sql]): Case => ({ name, sql, omissions: [], inOtherWords: true }),
);
const readOnly = 'a database that is read-only and has limits of time, with settings of a role in it';
const known = [
  'a check that was true when the row was written',
  'a check whose function names a table without its schema',
  'a stored generated column that calls an extension without its schema',
  'an index on a function that calls another without its schema',
  'two equal values under an index that is marked unique',
  'a partition had a key of its own before it was attached',
  'default privileges reach the functions that come with a range',
];
const alone: Case[] = [
  ...[...rungs.values()].map((one): Case => {
    // Prisma itself writes nothing in such a database, unless its URL says so.
    if (one.name === readOnly) return { ...one, options: '?options=-c%20default_transaction_read_only%3Doff' };
    return one;
  }),
  ...meanings,
];

/** All of them in one database: each is told or exact as it is by itself. */
const together: Case = {
  name: 'all of these at once',
  sql: chosen(known)
    .map(({ sql }) => sql.replaceAll('create extension', 'create extension if not exists'))
    .join(';\n'),
  admin: chosen(known)
    .map(({ admin = '' }) => admin)
    .join('\n'),
  omissions: chosen(known).flatMap(({ omissions }) => omissions),
  inOtherWords: true,
};

function chosen(names: readonly string[]): Case[] {
  return names.map((name) => alone.find((one) => one.name === name) ?? expect.fail(`there is no case "${name}"`));
}

const tried = isWhole ? [together, ...alone] : [together, ...chosen([readOnly])];

/** `constraint public.t.c weaker` as a line of the list. */
const lineOf = (omission: string) => omission.replace(/^(.*) (left-out|weaker|other-value)$/, '$1:');

test.each(tried)('lost through Prisma and taken back: $name', async (one) => {
  const at = await place('CREATEDB', one.options);
  await runSql('postgresql', at.url, one.sql);
  if (one.admin) await at.admin(one.admin);
  const before = await at.facts();
  await thereAndBack(at, one.omissions.map(lineOf), async () => {
    const lost = await at.facts();
    expect(Object.keys(lost.rows)).toContain('public."User"');
    for (const [table, rows] of Object.entries(before.rows))
      if (rows.length > 1) expect(lost.rows[table]).not.toEqual(rows);
  });
  const after = await at.facts();
  const rows = Object.entries(before.rows).filter(([table]) => !one.otherRows?.includes(table));
  expect(Object.fromEntries(rows.map(([table]) => [table, after.rows[table]]))).toEqual(Object.fromEntries(rows));
  expect(after.rows).not.toHaveProperty('public."User"');
  expect(after.settings).toEqual(before.settings);
  if (one.omissions.length === 0 && !one.inOtherWords) expect(after.schema).toEqual(before.schema);
});

test('what comes out otherwise is shown by row and value, in the proof before the loss and after it, and who says no loses nothing', async () => {
  const at = await place();
  const { sql } = rungs.get('a generated column whose function has changed') ?? expect.fail('there is no such case');
  await runSql('postgresql', at.url, sql);
  const before = await at.facts();
  const no = at.terminal('prisma', ['db', 'push', '--force-reset']);
  await no.waitFor('Type DESTROY_DATA to go on', 60_000);
  no.type('DESTROY_DATA\r');
  await no.waitFor('To have all but this, type: accept', 60_000);
  const values = 'in 2 of 2 rows; gross: 20 becomes 30, 40 becomes 60';
  expect(no.screen()).toContain(values);
  no.type('no\r');
  expect((await no.ended(60_000)).exitCode, no.screen()).toBe(130);
  expect(await at.facts()).toEqual(before);
  const { back } = await thereAndBack(at, [values], async () => {});
  expect(back).toContain(`at the proof ${values}`);
  const { rows } = await at.facts();
  expect(rows['public.offer']).toEqual(['(1,10,30)', '(2,20,60)']);
  expect(rows['public.same']).toEqual(before.rows['public.same']);
});

interface Refused {
  readonly rights?: string;
  readonly spoil: readonly string[];
  /** On the server, before and after; `APP` is the project's role. */
  readonly server?: readonly string[];
  readonly repair?: readonly string[];
  /** Whether a person is asked first, with what follows among the facts: a part of it would not come back. */
  readonly isAsked: boolean;
  readonly told: RegExp;
}

const refused: Record<string, Refused> = {
  'a schema and a table of a superuser': {
    spoil: [
      'CREATE SCHEMA audit',
      'CREATE TABLE audit.log (id int)',
      'GRANT ALL ON SCHEMA audit TO APP',
      'GRANT ALL ON audit.log TO APP',
    ],
    isAsked: true,
    told: /schema audit and 1 more: owned by postgres/,
  },
  'an extension that a superuser made': {
    spoil: ['CREATE EXTENSION pg_stat_statements'],
    isAsked: true,
    told: /extension pg_stat_statements: only a superuser may create it in a copy/,
  },
  'a role without CREATEDB': { rights: '', spoil: [], isAsked: false, told: /may not create one/ },
  'a role that may enter neither template1 nor postgres': {
    spoil: [],
    server: ['REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC'],
    repair: ['GRANT CONNECT ON DATABASE postgres, template1 TO PUBLIC'],
    isAsked: false,
    told: /can connect to neither/,
  },
  'row level security that is forced on the owner': {
    spoil: [
      'ALTER TABLE kept ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY',
      'CREATE POLICY p ON kept USING (id = 1)',
    ],
    isAsked: false,
    told: /FORCE ROW LEVEL SECURITY holds for its owner too/,
  },
};

test.each(share(Object.entries(refused), 2))(
  'what could not be taken back is not lost through Prisma: %s',
  async (_, { rights, spoil, isAsked, told, ...on }) => {
    const at = await place(rights);
    await runSql(
      'postgresql',
      at.url,
      "CREATE TABLE kept (id int PRIMARY KEY, what text); INSERT INTO kept VALUES (1, 'one'), (2, NULL)",
    );
    const user = new URL(at.url).username;
    for (const statement of spoil) await at.admin(statement.replace(/\bAPP\b/, user));
    const before = await at.facts();
    for (const statement of on.server ?? []) await server.admin(statement);
    try {
      expect(await refusedBefore(at, isAsked)).toMatch(told);
    } finally {
      for (const statement of on.repair ?? []) await server.admin(statement);
    }
    expect(await at.facts()).toEqual(before);
  },
);

test.runIf(isWhole)('behind a pooler that knows one database nothing is lost through Prisma', async () => {
  const at = await place();
  await runSql('postgresql', at.url, 'CREATE TABLE kept (id int); INSERT INTO kept VALUES (1), (2)');
  const { username: user, password } = new URL(at.url);
  const pooler = await startPgBouncer(server.info, { database: at.name, user, password });
  try {
    const env = join(at.dir, '.env');
    writeFileSync(env, readFileSync(env, 'utf8').replace(`:${server.info.port}/`, `:${pooler.port}/`));
    const before = await at.facts();
    expect(await refusedBefore(at, false)).toMatch(/can connect to neither/);
    expect(await at.facts()).toEqual(before);
  } finally {
    await pooler.stop();
  }
});

test.runIf(isWhole)(
  'a table whose pages are overwritten is not lost through Prisma, and a backup goes over it',
  async () => {
    const at = await place();
    await runSql(
      'postgresql',
      at.url,
      "CREATE TABLE bad (id int PRIMARY KEY, b text); INSERT INTO bad SELECT i, repeat('y', 500) FROM generate_series(1, 300) i",
    );
    const before = await at.facts();
    const kept = await at.run('prisma-interlock', ['backup']);
    expect(kept.exitCode, kept.stderr).toBe(0);
    // A copy of the files, of which nothing is in the server's memory.
    const user = new URL(at.url).username;
    await server.admin(`ALTER DATABASE ${at.name} RENAME TO ${at.name}_origin`);
    await server.admin('CHECKPOINT');
    await server.admin(`CREATE DATABASE ${at.name} TEMPLATE ${at.name}_origin OWNER ${user} STRATEGY file_copy`);
    onTestFinished(async () => void (await server.admin(`DROP DATABASE IF EXISTS ${at.name}_origin WITH (FORCE)`)));
    const [folder] = await server.admin(`SELECT oid FROM pg_database WHERE datname = '${at.name}'`);
    const [file] = await server.admin("SELECT pg_relation_filenode('bad'::regclass) AS node", `${at.name}_origin`);
    const path = join(server.info.dataDir, 'base', String(folder?.['oid']), String(file?.['node']));
    const bytes = readFileSync(path);
    for (const block of [3, 4, 9]) bytes.fill(0x7f, block * 8192, (block + 1) * 8192);
    writeFileSync(path, bytes);
    expect(await refusedBefore(at, true, 'backup-failed')).toContain('invalid page');
    expect(readFileSync(path).equals(bytes)).toBe(true);
    const restore = at.terminal('prisma-interlock', ['restore', 'latest']);
    await restore.waitFor(`Replace ${at.label}? (y/N)`);
    restore.type('y\r');
    await restore.waitFor('type: replace', 60_000);
    expect(restore.screen()).toMatch(/table public\.bad: 2\d\d rows of it are in rows-1\.sql/);
    restore.type('replace\r');
    expect((await restore.ended(60_000)).exitCode, restore.screen()).toBe(0);
    expect(await at.facts()).toEqual(before);
  },
);

describe('what hangs on the database on the server', () => {
  test('slots are made anew and a subscription goes, each said before and after, and the rows are back', async () => {
    const at = await place('SUPERUSER');
    await runSql('postgresql', at.url, 'CREATE TABLE kept (id int); INSERT INTO kept VALUES (1), (2)');
    await at.admin("SELECT pg_create_logical_replication_slot('idle', 'test_decoding')");
    await at.admin(
      "CREATE SUBSCRIPTION sub CONNECTION 'host=127.0.0.1 port=1 dbname=x' PUBLICATION p WITH (connect = false, slot_name = 'its')",
    );
    const before = (await at.facts()).rows;
    const { back } = await thereAndBack(at, [], async () => {});
    expect((await at.facts()).rows).toEqual(before);
    expect(back).toMatch(/slot idle \(test_decoding\): it is made anew/);
    expect(back).toMatch(/subscription sub: it goes with what is replaced/);
    expect(await at.admin('SELECT slot_name FROM pg_replication_slots')).toEqual([{ slot_name: 'idle' }]);
    await at.admin("SELECT pg_drop_replication_slot('idle')");
  });
});
