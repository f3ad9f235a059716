/** What is written into the database itself, from the first word to the last, with real Prisma CLIs and real databases. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { describe, expect, test } from 'vitest';
import { matrix } from '../../policy/matrix.ts';
import type { Risk } from '../../src/types.ts';
import { digestDatabase } from '../support/digest.ts';
import { mariadb } from '../support/servers.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { oneOf, share } from '../support/sweep.ts';
import { type Place, place } from './databases.ts';

const migrations = { '20260101000000_init': 'CREATE TABLE "User" (id INTEGER PRIMARY KEY, email TEXT);' };
const rows = {
  sqlite: 'CREATE TABLE "User" (id INTEGER PRIMARY KEY, email TEXT); INSERT INTO "User" VALUES (1, \'a\');',
  postgresql: 'CREATE TABLE "User" (id INTEGER PRIMARY KEY, email TEXT); INSERT INTO "User" VALUES (1, \'a\');',
  mysql: "CREATE TABLE User (id INTEGER PRIMARY KEY, email TEXT); INSERT INTO User VALUES (1, 'a');",
};

async function stampOf(at: Place, env: Record<string, string> = {}) {
  const { stdout } = await at.run('prisma-interlock', ['stamp', '--json'], { env });
  return JSON.parse(stdout) as { standing: string; stamp?: string; id?: string; why?: string };
}

async function stamp(at: Place, word: string, env: Record<string, string> = {}) {
  return at.run('prisma-interlock', ['stamp', word], { env });
}

/** By the server's own administrator. */
async function grant(at: Place, what: string): Promise<void> {
  const { host, port, user, password } = mariadb();
  const connection = await mysql.createConnection({ host, port, user, password });
  await connection.query(`GRANT ${what} TO ${mysql.escape(new URL(at.url).username)}@'%'`);
  await connection.end();
}

const lines: readonly (readonly [line: string, risk: Risk])[] = [
  ['db push --accept-data-loss', 'destroy'],
  ['migrate deploy', 'change'],
  ['db execute --file script.sql', 'destroy'],
];

const mild = { NODE_ENV: 'development', APP_ENV: 'dev', RAILS_ENV: 'test', PRISMA_INTERLOCK_ENV: 'development' };

interface Explained {
  readonly environment: { readonly name: string };
  readonly risk: Risk;
  readonly decision: { readonly verdict: string; readonly confirm: string; readonly backup: string };
}

async function explain(at: Place, line: string, env: Record<string, string>): Promise<Explained> {
  const ran = await at.run('prisma-interlock', ['explain', '--json', '--', ...line.split(' ')], { env });
  expect(ran.exitCode, ran.stderr).toBe(0);
  return JSON.parse(ran.stdout);
}

const places = [
  { major: 6, provider: 'postgresql' },
  { major: 7, provider: 'sqlite' },
  { major: 5, provider: 'mysql' },
] as const;

describe.each(oneOf(places, 0))('a production stamp on $provider', ({ major, provider }) => {
  test('gets the row of production, whatever is typed, whatever variables and policy say, until a person says otherwise', async () => {
    const at = await place(major, provider, { migrations });
    await runSql(provider, at.url, rows[provider]);
    writeFileSync(join(at.dir, 'script.sql'), 'SELECT 1;');
    if (provider === 'mysql') {
      // Nobody can tell whether there is one, and nothing is pretended.
      expect(await stampOf(at)).toMatchObject({ standing: 'unread', why: expect.stringContaining('GRANT SELECT') });
      const denied = await stamp(at, 'production');
      expect({ exitCode: denied.exitCode, stdout: denied.stdout }, denied.stderr).toEqual({ exitCode: 73, stdout: '' });
      expect(denied.stderr).toContain('prisma-interlock[stamp-failed]');
      expect(denied.stderr).toContain('GRANT ALL ON `prisma_interlock`.*');
      await grant(at, 'ALL ON prisma_interlock.*');
    }
    expect(await stampOf(at)).toEqual({ target: at.label, standing: 'none' });
    expect((await explain(at, 'db push', mild)).environment.name).toBe('development');
    const stamped = await stamp(at, 'production', { USER: 'ann' });
    expect(stamped.exitCode, stamped.stderr).toBe(0);
    expect(stamped.stdout).toMatch(/^database +\S+\nstamp +production \(by ann@\S+, \d{4}-\d\d-\d\d\)\n$/);
    expect(await stampOf(at)).toMatchObject({ standing: 'own', stamp: 'production' });

    writeFileSync(join(at.dir, 'prisma-interlock.json'), JSON.stringify({ disposable: [at.label] }));
    for (const [line, risk] of lines) {
      const { environment, decision, ...found } = await explain(at, line, mild);
      const { verdict, confirm, backup } = matrix.production[risk];
      expect({ line, name: environment.name, risk: found.risk, decision }).toMatchObject({
        line,
        name: 'production',
        risk,
        decision: { verdict, confirm, backup },
      });
    }
    expect((await explain(at, 'migrate reset --force', {})).environment.name).toBe('production');

    const before = await digestDatabase(provider, at.url);
    const ran = await at.run('prisma', ['db', 'push', '--force-reset'], { env: mild });
    expect({ exitCode: ran.exitCode, stdout: ran.stdout }, ran.stderr).toEqual({
      exitCode: 77,
      stdout: expect.any(String),
    });
    expect(ran.stderr.replace(/\s+/g, ' ')).toContain('It is stamped production (by ann@');
    expect(await digestDatabase(provider, at.url)).toEqual(before);
    const status = await at.run('prisma-interlock', ['status'], { env: mild });
    expect(status.stdout).toMatch(/stamp +production \(by ann@/);

    // Milder, and none, is what a person says who types the name, and nobody else.
    const { id } = await stampOf(at);
    for (const word of ['staging', 'none']) {
      const piped = await stamp(at, word);
      expect({ exitCode: piped.exitCode, stdout: piped.stdout }, piped.stderr).toEqual({ exitCode: 75, stdout: '' });
    }
    const agent = at.terminal('prisma-interlock', ['stamp', 'disposable'], { CLAUDECODE: '1' });
    expect((await agent.ended()).exitCode, agent.screen()).toBe(75);
    const wrong = at.terminal('prisma-interlock', ['stamp', 'none']);
    await wrong.waitFor('Take the stamp off? (y/N)');
    wrong.type('y\r');
    await wrong.waitFor(`Type ${at.label} to go on`);
    wrong.type('yes\r');
    expect((await wrong.ended()).exitCode, wrong.screen()).toBe(130);
    expect((await stampOf(at)).id).toBe(id);
    expect((await stamp(at, 'prod')).exitCode).toBe(64);

    const person = at.terminal('prisma-interlock', ['stamp', 'none']);
    await person.waitFor('Take the stamp off? (y/N)');
    person.type('y\r');
    await person.waitFor(`Type ${at.label} to go on`);
    person.type(`${at.label}\r`);
    expect((await person.ended()).exitCode, person.screen()).toBe(0);
    expect((await stampOf(at)).standing).toBe('none');
    const events = at.audit().filter(({ event }) => (event as string) === 'stamp');
    expect(events.slice(-2)).toMatchObject([
      { from: 'none', to: 'production', targets: [at.label], stamp: id },
      { from: 'production', to: 'none', targets: [at.label] },
    ]);
  });
});

/** Answers what a terminal is asked for, and gives its exit code. */
async function answer(
  at: Place,
  program: 'prisma' | 'prisma-interlock',
  argv: string[],
  answers: [string, string][],
  env: Record<string, string> = {},
) {
  const terminal = at.terminal(program, argv, env);
  for (const [question, text] of answers) {
    await terminal.waitFor(question, 40_000);
    terminal.type(`${text}\r`);
  }
  expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(0);
}

test.each(share(places.slice(0, 2).reverse(), 2))(
  'a stamp stays through a reset and an undo on $provider, and is no difference',
  async ({ major, provider }) => {
    const at = await place(major, provider, { engine: 'wasm', migrations });
    await runSql(provider, at.url, rows[provider]);
    const plain = await digestDatabase(provider, at.url);
    expect((await stamp(at, 'development')).exitCode).toBe(0);
    const { id } = await stampOf(at);
    const before = await digestDatabase(provider, at.url);
    await answer(at, 'prisma', ['migrate', 'reset', '--force'], [['Type DESTROY_DATA to go on', 'DESTROY_DATA']]);
    // Where the engine truncates the file, the gate has written it again.
    expect(await stampOf(at)).toMatchObject({ standing: 'own', stamp: 'development', id });
    await answer(at, 'prisma-interlock', ['undo'], [['(y/N)', 'y']]);
    expect(await stampOf(at)).toMatchObject({ standing: 'own', stamp: 'development', id });
    const after = await digestDatabase(provider, at.url);
    expect(after.tables).toEqual(before.tables);
    expect(Object.keys(after.tables).sort()).toEqual(Object.keys(plain.tables).sort());
    const [made = ''] = at.backups();
    const manifest = readFileSync(join(at.dir, 'backups', made, 'manifest.json'), 'utf8');
    expect(manifest).not.toContain(id);
    if (provider === 'postgresql') expect(manifest).not.toContain('"prisma_interlock"');
    const diff = await at.run('prisma-interlock', ['diff', made]);
    expect(diff.exitCode, diff.stdout + diff.stderr).toBe(0);

    // Taken off since: a backup from then does not bring it back.
    await answer(
      at,
      'prisma-interlock',
      ['stamp', 'none'],
      [
        ['Take the stamp off? (y/N)', 'y'],
        [`Type ${at.label} to go on`, at.label],
      ],
    );
    await answer(at, 'prisma-interlock', ['restore', made], [['(y/N)', 'y']]);
    expect((await stampOf(at)).standing).toBe('none');
  },
);

test('a dropped database comes back stamped, and a dump of it that is restored elsewhere is a mismatch', async () => {
  const at = await place(6, 'postgresql');
  await runSql('postgresql', at.url, rows.postgresql);
  await stamp(at, 'production');
  const made = await at.run('prisma-interlock', ['backup', '--json']);
  const { id } = JSON.parse(made.stdout) as { id: string };
  const other = Object.assign(new URL(at.url), { pathname: `${new URL(at.url).pathname}_copy` });
  await answer(at, 'prisma-interlock', ['restore', id, '--to', other.pathname.slice(1)], [['(y/N)', 'y']]);
  const env = { DATABASE_URL: other.href };
  expect(await stampOf(at, env)).toMatchObject({ standing: 'foreign', stamp: 'production' });
  const label = `${other.pathname.slice(1)}@${at.label.split('@')[1]}`;
  writeFileSync(join(at.dir, 'prisma-interlock.json'), JSON.stringify({ disposable: [label, at.label] }));
  expect((await explain(at, 'db push', { ...env, ...mild })).environment.name).toBe('test');
  expect((await explain(at, 'db push', mild)).environment.name).toBe('production');
  rmSync(join(at.dir, 'prisma-interlock.json'));
  expect((await explain(at, 'db push', { ...env, ...mild })).environment.name).toBe('production');

  const admin = Object.assign(new URL(at.url), { pathname: '/postgres' }).href;
  await runSql('postgresql', admin, `DROP DATABASE "${new URL(at.url).pathname.slice(1)}" WITH (FORCE)`);
  // As on a machine that knows nothing of it.
  const anew = { TEST_HOME: join(at.dir, '.home', 'new') };
  await answer(at, 'prisma-interlock', ['restore', id], [['(y/N)', 'y']], anew);
  expect(await stampOf(at)).toMatchObject({ standing: 'own', stamp: 'production' });
  expect(await queryRows('postgresql', at.url, 'SELECT id FROM "User"')).toEqual([{ id: '1' }]);
});
