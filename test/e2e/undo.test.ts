import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { digestDatabase } from '../support/digest.ts';
import type { ProviderName } from '../support/project.ts';
import { loadRich } from '../support/rich.ts';
import { run } from '../support/run.ts';
import { runSql } from '../support/sql.ts';
import { oneOf } from '../support/sweep.ts';
import { type Place, place, providers } from './databases.ts';

const init = { '20260101000000_init': 'CREATE TABLE kept (id INTEGER PRIMARY KEY, what VARCHAR(40));' };
const rows = "INSERT INTO kept VALUES (1, '📚 one'), (2, NULL), (3, 'three');";

/** Types what is asked for, until the command has ended. */
async function answer(
  at: Place,
  program: 'prisma' | 'dropdb',
  argv: readonly string[],
  env: Record<string, string> = {},
) {
  const terminal = at.terminal(program, argv, env);
  await terminal.waitFor('Type DESTROY_DATA to go on');
  terminal.type('DESTROY_DATA\r');
  expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(0);
}

async function undo(at: Place): Promise<string> {
  const terminal = at.terminal('prisma-interlock', ['undo']);
  await terminal.waitFor(`Replace ${at.label}? (y/N)`);
  terminal.type('y\r');
  expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(0);
  return terminal.screen();
}

/** A database that Prisma's first migration made, with rows. */
async function migrated(provider: ProviderName): Promise<Place> {
  const at = await place(7, provider, { engine: 'wasm', migrations: init });
  const deployed = await at.prisma(['migrate', 'deploy']);
  expect(deployed.exitCode, deployed.stderr).toBe(0);
  await runSql(provider, at.url, rows);
  return at;
}

const ways: Record<string, (at: Place, provider: ProviderName) => Promise<void>> = {
  'migrate reset --force': (at) => answer(at, 'prisma', ['migrate', 'reset', '--force']),
  'db push --force-reset': (at) => answer(at, 'prisma', ['db', 'push', '--force-reset']),
  'db execute of a DROP': (at) => execute(at, 'DROP TABLE kept;'),
  async 'the whole database dropped'(at, provider) {
    if (provider === 'postgresql') {
      const { hostname, port, username, password, pathname } = new URL(at.url);
      const env = { PGHOST: hostname, PGPORT: port, PGUSER: username, PGPASSWORD: password };
      return answer(at, 'dropdb', [pathname.slice(1)], env);
    }
    if (provider === 'mysql') return execute(at, `DROP DATABASE \`${new URL(at.url).pathname.slice(1)}\`;`);
    await answer(at, 'prisma', ['migrate', 'reset', '--force']);
    rmSync(at.url.slice('file:'.length));
  },
  async 'a destructive migrate deploy'(at) {
    const folder = join(at.dir, 'prisma/migrations/20260102000000_drop');
    mkdirSync(folder);
    writeFileSync(join(folder, 'migration.sql'), 'DROP TABLE kept;\nCREATE TABLE other (id INTEGER PRIMARY KEY);\n');
    await answer(at, 'prisma', ['migrate', 'deploy']);
  },
};

async function execute(at: Place, sql: string): Promise<void> {
  writeFileSync(join(at.dir, 'drop.sql'), sql);
  await answer(at, 'prisma', ['db', 'execute', '--file', 'drop.sql']);
}

test.each(oneOf(providers, 0))('on %s every row and object is back after each way to lose them', async (provider) => {
  const at = await migrated(provider);
  await loadRich(provider, at.url);
  const before = await digestDatabase(provider, at.url);
  for (const [way, lose] of Object.entries(ways)) {
    await lose(at, provider);
    const isDropped = way === 'the whole database dropped';
    if (!isDropped) expect(await digestDatabase(provider, at.url), way).not.toEqual(before);
    const guarded = at.backups().at(-1);
    const screen = await undo(at);
    expect(screen, way).toContain(isDropped ? 'the database is not there now' : 'undoes');
    expect(screen, way).toMatch(/kept comes back, with 3 rows|kept gets 3 rows back/);
    expect(await digestDatabase(provider, at.url), way).toEqual(before);
    expect(at.leftovers(), way).toEqual([]);
    const made = at
      .backups()
      .slice(at.backups().indexOf(guarded ?? '') + 1)
      .filter((id) => id.includes('_before-undo_'));
    expect(at.audit().slice(-2), way).toMatchObject([
      {
        event: 'begin',
        program: 'prisma-interlock',
        argv: ['undo'],
        actor: 'person',
        restores: guarded,
        backups: made,
      },
      { event: 'end', exit: 0 },
    ]);
  }
  const screen = await undo(at);
  expect(screen).toMatch(/prisma-interlock undo \(.*, to .*_before-migrate-deploy_/);
  expect(await digestDatabase(provider, at.url)).not.toEqual(before);
});

test('it says what was written since, in production asks for the name as well, and takes no option for an answer', async () => {
  const at = await migrated('sqlite');
  await execute(at, 'DROP TABLE kept;');
  await runSql('sqlite', at.url, 'CREATE TABLE later (id INTEGER); INSERT INTO later VALUES (1), (2);');
  const lost = await digestDatabase('sqlite', at.url);
  const production = { NODE_ENV: 'production' };
  expect((await at.run('prisma-interlock', ['undo', '--yes'])).exitCode).toBe(64);
  const piped = await at.run('prisma-interlock', ['undo'], {
    input: `y\n${at.label}\n`,
    env: { ...production, CI: 'true', PRISMA_INTERLOCK_CONFIRM: at.label },
  });
  expect(piped.exitCode, piped.stderr).toBe(75);
  for (const [typed, exitCode] of [
    ['dev', 130],
    [at.label, 0],
  ] as const) {
    expect(await digestDatabase('sqlite', at.url)).toEqual(lost);
    const terminal = at.terminal('prisma-interlock', ['undo'], production);
    await terminal.waitFor(`Replace ${at.label}? (y/N)`);
    expect(terminal.screen()).toContain('later goes: it was not there, and holds 2 rows now');
    terminal.type('y\r');
    await terminal.waitFor(/Type \S+ to go on/);
    terminal.type(`${typed}\r`);
    expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(exitCode);
  }
  const events = at.audit().slice(2);
  expect(events).toMatchObject([
    { event: 'refused', code: 'approval-needed', environment: 'production' },
    { event: 'refused', code: 'declined' },
    { event: 'begin', environment: 'production' },
    { event: 'end', exit: 0 },
  ]);
});

test('migrations that were made or removed by then are put back, what was edited or committed since stays', async () => {
  const at = await migrated('sqlite');
  const file = (name: string) => join(at.dir, 'prisma', 'migrations', name, 'migration.sql');
  const [first, made, own] = [file('20260101000000_init'), file('20260102000000_made'), file('20260103000000_own')];
  const schema = join(at.dir, 'prisma', 'schema.prisma');
  const [sql, text] = [readFileSync(first), readFileSync(schema, 'utf8')];
  await answer(at, 'prisma', ['migrate', 'reset', '--force']);
  rmSync(dirname(first), { recursive: true });
  for (const [path, seconds] of [
    [made, -5],
    [own, 60],
  ] as const) {
    mkdirSync(dirname(path));
    writeFileSync(path, 'SELECT 1;');
    const time = new Date(Date.now() + 1000 * seconds);
    utimesSync(path, time, time);
  }
  writeFileSync(schema, `${text}// committed since\n`);
  await git(at, 'init', '-q');
  await git(at, 'add', 'prisma/schema.prisma');
  await git(at, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'x');
  const screen = await undo(at);
  expect(screen).toContain('prisma/schema.prisma: git has a newer commit of it');
  expect(screen).toContain('it was changed after the command');
  expect(readFileSync(first)).toEqual(sql);
  expect(readFileSync(schema, 'utf8')).toContain('// committed since');
  expect(existsSync(made)).toBe(false);
  expect(existsSync(own)).toBe(true);
  // The undo of the undo knows them as well: it takes the first away again, and brings back what was made.
  await undo(at);
  expect(existsSync(first)).toBe(false);
  expect(existsSync(made)).toBe(true);
});

async function git(at: Place, ...argv: string[]): Promise<void> {
  const { exitCode, stderr } = await run('git', argv, { cwd: at.dir, env: at.env });
  expect(exitCode, stderr).toBe(0);
}

test('where nothing has changed since, it says so and asks nothing', async () => {
  const at = await migrated('sqlite');
  const none = await at.run('prisma-interlock', ['undo']);
  expect(none).toMatchObject({ exitCode: 73, stdout: '', stderr: expect.stringContaining('There is nothing to undo') });
  await ways['migrate reset --force']?.(at, 'sqlite');
  const asked = await at.run('prisma-interlock', ['undo']);
  expect(asked).toMatchObject({ exitCode: 75, stdout: '', stderr: expect.stringContaining('prisma-interlock undo') });
  const agent = at.terminal('prisma-interlock', ['undo'], { CLAUDECODE: '1' });
  expect((await agent.ended()).exitCode, agent.screen()).toBe(75);
  await undo(at);
  rmSync(
    join(
      at.dir,
      'backups',
      readdirSync(join(at.dir, 'backups')).filter((name) => /_before-undo_/.test(name))[0] ?? 'x',
    ),
    {
      recursive: true,
    },
  );
  const same = await at.run('prisma-interlock', ['undo', '--json']);
  expect(same.exitCode, same.stderr).toBe(0);
  expect(JSON.parse(same.stdout)).toMatchObject({ undone: null, target: at.label });
});

test('a push that drops a filled column, the same push again, and the rows are what one undo brings back', async () => {
  const at = await place(7, 'sqlite', { engine: 'wasm' });
  const schema = join(at.dir, 'prisma', 'schema.prisma');
  const push = async () => {
    const { exitCode, stderr } = await at.run('prisma', ['db', 'push']);
    expect(exitCode, stderr).toBe(0);
  };
  await push();
  await runSql('sqlite', at.url, `INSERT INTO "User" (email, name) VALUES ('a@x', 'Ada'), ('b@x', NULL)`);
  const before = await digestDatabase('sqlite', at.url);
  writeFileSync(schema, readFileSync(schema, 'utf8').replace(/^ *name .*\n/m, ''));
  await answer(at, 'prisma', ['db', 'push', '--accept-data-loss']);
  const without = await digestDatabase('sqlite', at.url);
  expect(without).not.toEqual(before);
  await push();
  await push();
  const listed = await at.run('prisma-interlock', ['undo', '--list', '--json']);
  expect(listed.exitCode, listed.stderr).toBe(0);
  const [first] = listed.stdout.split('\n').map((line) => JSON.parse(line || '{}'));
  expect(first).toMatchObject({ step: 1, command: 'prisma db push --accept-data-loss' });
  expect(first.undoes.map(({ line }: { line: string }) => line)).toEqual([
    'prisma db push --accept-data-loss',
    'prisma db push',
    'prisma db push',
  ]);
  const text = await at.run('prisma-interlock', ['undo', '--list']);
  expect(text.stdout).toMatch(/^1 {2}before prisma db push --accept-data-loss\n {3}just now, backup \w{4}\n {3}- /);
  expect(text.stdout).toMatch(/^To go back so far: npx prisma-interlock undo --steps <number>$/m);
  expect((await at.run('prisma-interlock', ['undo', '--steps', '9'])).exitCode).toBe(73);
  expect((await at.run('prisma-interlock', ['undo', '--steps', '0'])).exitCode).toBe(64);
  await undo(at);
  expect(await digestDatabase('sqlite', at.url)).toEqual(before);
  await undo(at);
  expect(await digestDatabase('sqlite', at.url)).toEqual(without);
});
