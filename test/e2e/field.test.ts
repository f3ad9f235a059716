/** Losses that users of Prisma have told of, typed again where the database itself says that it is production. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { digestDatabase } from '../support/digest.ts';
import { makeProject, type ProjectOptions } from '../support/project.ts';
import { run } from '../support/run.ts';
import { createPostgresDatabase, type TestDatabase } from '../support/servers.ts';
import { runSql } from '../support/sql.ts';
import { lineProject } from './in-package.ts';
import { type Installed, installedProject, linkShim } from './installed.ts';

const models = 'model User {\n  id    Int    @id\n  email String\n}\n';
const sql = `CREATE TYPE mood AS ENUM ('good', 'bad');
  CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT 2 * n';
  CREATE TABLE "User" (id int PRIMARY KEY, email text NOT NULL); INSERT INTO "User" VALUES (1, 'a'), (2, 'b');
  CREATE TABLE "Image" (id int PRIMARY KEY); INSERT INTO "Image" SELECT generate_series(1, 500);`;

/** What the shell of whoever typed it said. */
const env = { NODE_ENV: 'development' };

let database: TestDatabase;
let before: unknown;
const digest = () => digestDatabase('postgresql', database.url);

beforeAll(async () => {
  database = await createPostgresDatabase({ name: `genesis_${Math.random().toString(36).slice(2, 8)}` });
  await runSql('postgresql', database.url, sql);
  const at = linkShim(makeProject(options(7)));
  const stamped = await at.run('prisma-interlock', ['stamp', 'production']);
  at.cleanup();
  expect(stamped.exitCode, stamped.stderr).toBe(0);
  before = await digest();
  return () => database.drop();
});

function options(major: 6 | 7): ProjectOptions {
  return { major, provider: 'postgresql', url: database.url, engine: 'wasm', models };
}

function project(major: 6 | 7, more: { shadowUrl?: string } = {}): Installed {
  return installedProject({ ...options(major), ...more });
}

const label = () => `${database.name}@localhost:${database.port}`;

/** Not run, in our words, with nothing that says how it would be. */
async function expectStopped(ran: { exitCode: number | undefined; stderr: string }, exitCode: 75 | 77) {
  expect(ran.exitCode, ran.stderr).toBe(exitCode);
  const words = ran.stderr.replace(/\s+/g, ' ');
  expect(words).toContain('It is stamped production');
  expect(words).toContain(label());
  expect(await digest()).toEqual(before);
}

test('db push with the URL of production in a local shell is asked about twice and backed up whole, and drops nothing', async () => {
  const at = project(7);
  const piped = await at.run('prisma', ['db', 'push'], { env, input: `y\n${label()}\n` });
  await expectStopped(piped, 75);
  expect(piped.stderr).not.toContain('accept-data-loss');
  const terminal = at.terminal('prisma', ['db', 'push'], env);
  await terminal.waitFor('Run it? (y/N)');
  expect(at.backups()).toEqual([]);
  terminal.type('y\r');
  await terminal.waitFor(`Type ${label()} to go on`);
  terminal.type(`${label()}\r`);
  // Prisma asks about the tables that it would drop. A yes there is another call, and that is blocked.
  await terminal.waitFor('ignore the warning', 40_000);
  terminal.type('y');
  expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(77);
  expect(await digest()).toEqual(before);
  const [id = ''] = at.backups();
  const manifest = JSON.parse(readFileSync(join(at.dir, 'backups', id, 'manifest.json'), 'utf8')) as {
    tables: { name: string; rows: number }[];
    objects: { kind: string; name: string }[];
  };
  expect(manifest.tables.map(({ rows }) => rows).sort()).toEqual([2, 500]);
  const kinds = manifest.objects.map(({ kind, name }) => `${kind} ${name}`);
  expect(kinds.filter((name) => /mood|twice/.test(name)).length).toBeGreaterThanOrEqual(2);
});

test('db push --force-reset is caught through npx, .bin and the file of the package', async () => {
  const at = project(7);
  const argv = ['db', 'push', '--force-reset'];
  await expectStopped(
    await run('npx', ['--no-install', 'prisma', ...argv], { cwd: at.dir, env: { ...at.env, ...env } }),
    77,
  );
  await expectStopped(await at.run('prisma', argv, { env }), 77);
  const line = lineProject(options(7));
  await expectStopped(await line.prisma(argv, { env }), 77);
});

test('db push --accept-data-loss is blocked however it is spelled, and by whatever URL', async () => {
  const at = project(7);
  const other = database.url.replace('127.0.0.1', 'localhost');
  for (const words of [['--accept-data-loss'], ['--accept-data-loss=true'], ['--accept-data-loss', '--url', other]])
    await expectStopped(await at.run('prisma', ['db', 'push', ...words], { env }), 77);
  const spelled = await at.run('prisma', ['db', 'push', '--accept-data-loss=false'], { env });
  expect([75, 77]).toContain(spelled.exitCode);
  expect(await digest()).toEqual(before);
});

test('dropdb of it is blocked', async () => {
  const at = project(6);
  const { host, port, user, password } = database;
  const server = { PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password };
  for (const argv of [[database.name], ['-f', '--if-exists', database.name]])
    await expectStopped(await at.run('dropdb', argv, { env: { ...env, ...server } }), 77);
});

test('db push in the build of a preview does not run, and says what is at stake', async () => {
  const at = project(6);
  const preview = { CI: '1', VERCEL: '1', VERCEL_ENV: 'preview' };
  // What the server has counted itself is what it says.
  await runSql('postgresql', database.url, 'ANALYZE');
  const ran = await at.run('prisma', ['db', 'push'], { env: { ...preview, GITHUB_ACTIONS: 'true' } });
  await expectStopped(ran, 75);
  expect(ran.stderr).not.toContain('accept-data-loss');
  expect(ran.stderr.replace(/\s+/g, ' ')).toMatch(/it holds about 5\d\d rows in \d tables, [\d.]+ [kM]B/);
  expect(ran.stderr).toMatch(/^::error .*it holds: about 5\d\d rows/m);
  await expectStopped(await at.run('prisma', ['db', 'push', '--accept-data-loss'], { env: preview }), 77);
});

test('a shadow database that is the real one by another spelling is never emptied', async () => {
  const other = `${database.url.replace('127.0.0.1', 'localhost')}?connect_timeout=5&schema=public`;
  for (const major of [6, 7] as const) {
    const at = project(major, { shadowUrl: other });
    await expectStopped(await at.run('prisma', ['migrate', 'dev', '--name', 'x'], { env }), 77);
  }
});

test('migrate dev of it is backed up and ends with the drift that Prisma finds, and the reset after that is blocked', async () => {
  const at = project(6);
  mkdirSync(join(at.dir, 'prisma', 'migrations', '20260101000000_init'), { recursive: true });
  writeFileSync(
    join(at.dir, 'prisma', 'migrations', '20260101000000_init', 'migration.sql'),
    'CREATE TABLE "Other" (id int);',
  );
  writeFileSync(join(at.dir, 'prisma', 'migrations', 'migration_lock.toml'), 'provider = "postgresql"\n');
  await expectStopped(await at.run('prisma', ['migrate', 'dev', '--name', 'x'], { env, input: `y\n${label()}\n` }), 75);
  const terminal = at.terminal('prisma', ['migrate', 'dev', '--name', 'x'], env);
  await terminal.waitFor('Run it? (y/N)', 60_000);
  terminal.type('y\r');
  await terminal.waitFor(`Type ${label()} to go on`);
  terminal.type(`${label()}\r`);
  const { exitCode } = await terminal.ended(60_000);
  expect(exitCode, terminal.screen()).not.toBe(0);
  expect(terminal.screen()).toContain('Drift detected');
  expect(at.backups()).toHaveLength(1);
  expect(await digest()).toEqual(before);
  await expectStopped(await at.run('prisma', ['migrate', 'reset', '--force'], { env }), 77);
});
