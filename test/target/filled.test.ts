import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createHost } from '../../src/host.ts';
import { readFilled } from '../../src/target/filled.ts';
import { createTarget } from '../../src/target/target.ts';
import { makeProject } from '../support/project.ts';
import { createMariadbDatabase, createPostgresDatabase, type TestDatabase } from '../support/servers.ts';
import { runSql } from '../support/sql.ts';

const host = createHost();
const filledOf = (url: string) => readFilled(host, createTarget(host, url, 'shadow', 'test', '/'));

async function databases() {
  const project = makeProject({ major: 7, provider: 'sqlite', url: 'file:./dev.db' });
  onTestFinished(() => project.cleanup());
  const [postgresql, mysql] = [await createPostgresDatabase(), await createMariadbDatabase()];
  onTestFinished(async () => {
    await postgresql.drop();
    await mysql.drop();
  });
  return { postgresql, mysql, sqlite: `file:${join(project.dir, 'dev.db')}` };
}

const renamed = ({ url }: TestDatabase) => Object.assign(new URL(url), { pathname: '/not_there' }).href;

test('each kind of server says which tables hold rows, and counts no further than it must', async () => {
  const { postgresql, mysql, sqlite } = await databases();
  expect(await filledOf(sqlite)).toEqual({ kind: 'missing' });
  for (const [provider, url, quote] of [
    ['postgresql', postgresql.url, '"'],
    ['mysql', mysql.url, '`'],
    ['sqlite', sqlite, '"'],
  ] as const) {
    const table = (name: string) => `${quote}${name}${quote}`;
    await runSql(provider, url, `CREATE TABLE ${table('Empty')} (id int)`);
    expect(await filledOf(url), provider).toEqual({ kind: 'read', tables: [] });
    const many = Array.from({ length: 1500 }, (_, at) => `(${at})`).join();
    await runSql(
      provider,
      url,
      `CREATE TABLE ${table('One')} (id int); INSERT INTO ${table('One')} VALUES (1);
       CREATE TABLE ${table('Many')} (id int); INSERT INTO ${table('Many')} VALUES ${many};`,
    );
    expect(await filledOf(url), provider).toEqual({
      kind: 'read',
      tables: [
        { name: 'Many', rows: 1001 },
        { name: 'One', rows: 1 },
      ],
    });
  }
  // Far more than one statement takes.
  const many = Array.from({ length: 205 }, (_, at) => `CREATE TABLE t${at} (id int); INSERT INTO t${at} VALUES (1);`);
  await runSql('postgresql', postgresql.url, `CREATE SCHEMA other; SET search_path TO other; ${many.join('')}`);
  const filled = await filledOf(postgresql.url);
  expect(filled.kind === 'read' && filled.tables.length).toBe(207);
});

test('what cannot be read is not empty, and what is not there is', async () => {
  const { postgresql, mysql, sqlite } = await databases();
  expect(await filledOf(renamed(postgresql))).toEqual({ kind: 'missing' });
  for (const [url, password] of [
    [postgresql.url, postgresql.password],
    [mysql.url, mysql.password],
  ] as const) {
    const wrong = await filledOf(url.replace(password, 'not-the-password'));
    expect(wrong.kind).toBe('unread');
    expect(JSON.stringify(wrong)).not.toContain('not-the-password');
  }
  expect((await filledOf('postgresql://u:secret-word@127.0.0.1:1/app')).kind).toBe('unread');
  expect(JSON.stringify(await filledOf('postgresql://u:secret-word@127.0.0.1:1/app'))).not.toContain('secret-word');
  await runSql('sqlite', sqlite, 'CREATE TABLE "A" (id int)');
  host.fs.writeFileSync(sqlite.slice('file:'.length), 'this is no database, and long enough to be looked at');
  expect((await filledOf(sqlite)).kind).toBe('unread');
});

test('rows that row security hides from the role are not taken for none', async () => {
  const { postgresql } = await databases();
  const { url, user } = postgresql;
  await runSql(
    'postgresql',
    url,
    `CREATE TABLE "Hidden" (id int); INSERT INTO "Hidden" VALUES (1);
     ALTER TABLE "Hidden" ENABLE ROW LEVEL SECURITY; ALTER TABLE "Hidden" FORCE ROW LEVEL SECURITY;`,
  );
  const filled = await filledOf(url);
  expect(filled).toEqual({ kind: 'unread', why: expect.stringContaining('row-level security') });
  expect(JSON.stringify(filled)).not.toContain(user);
});
