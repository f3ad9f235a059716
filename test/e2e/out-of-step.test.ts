/** Where Prisma wants a reset, or stops, the way out that loses nothing is a line to paste; each is pasted here. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Major, ProviderName } from '../support/project.ts';
import { openTerminal } from '../support/pty.ts';
import { run } from '../support/run.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { isWhole, oneOf } from '../support/sweep.ts';
import { type Place, place } from './databases.ts';

const models = 'model User {\n  id Int @id\n}\n';
const user = 'CREATE TABLE "User" ("id" INTEGER NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));';
const more = 'CREATE TABLE "More" ("id" INTEGER NOT NULL, CONSTRAINT "More_pkey" PRIMARY KEY ("id"));';
const init = '20260101000000_init';
const second = '20260102000000_more';

function migration(at: Place, name: string, sql: string): string {
  const file = join(at.dir, 'prisma', 'migrations', name, 'migration.sql');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, sql);
  return file;
}

/** In git, on the branch `main`, where the first migration alone has run. */
async function begun(major: Major, provider: ProviderName): Promise<Place> {
  const at = await place(major, provider, { engine: 'wasm', models });
  writeFileSync(join(at.dir, '.gitignore'), 'node_modules\n.home\nbackups\n.prisma-interlock\n*.db\n');
  writeFileSync(join(at.dir, 'prisma-interlock.json'), '{}');
  migration(at, init, user);
  writeFileSync(join(at.dir, 'prisma', 'migrations', 'migration_lock.toml'), `provider = "${provider}"\n`);
  await deploy(at);
  git(at, 'init', '-q', '-b', 'main');
  commit(at);
  return at;
}

function git(at: Place, ...args: string[]): void {
  const own = ['-c', 'user.name=Someone', '-c', 'user.email=someone@example.com'];
  execFileSync('git', [...own, ...args], { cwd: at.dir, stdio: 'pipe' });
}

function commit(at: Place): void {
  git(at, 'add', '.');
  git(at, 'commit', '-q', '-m', 'as it is');
}

async function deploy(at: Place): Promise<void> {
  const ran = await at.prisma(['migrate', 'deploy']);
  expect(ran.exitCode, ran.stderr).toBe(0);
}

/** What `migrate dev` says in a terminal, which is wide enough for every line. */
async function dev(at: Place): Promise<string> {
  const program = join(at.dir, 'node_modules', '.bin', 'prisma');
  const env = { ...at.env, NODE_ENV: 'development' };
  const terminal = openTerminal(program, ['migrate', 'dev'], { cwd: at.dir, env, cols: 800 });
  onTestFinished(() => terminal.kill('SIGKILL'));
  await terminal.waitFor(/reset|in sync|Enter a name|Are you sure/, 60_000);
  terminal.type('\u0003');
  await terminal.ended(60_000);
  return terminal.screen();
}

/** The line below these words, run in the project by the real Prisma. */
async function paste(at: Place, said: string, behind: RegExp): Promise<void> {
  const lines = said.split('\n');
  const line = lines[lines.findIndex((each) => behind.test(each)) + 1]?.trim() ?? '';
  expect(
    lines.some((each) => behind.test(each)),
    said,
  ).toBe(true);
  const typed = line.replaceAll('npx prisma ', `${at.node} ${at.cli} `);
  const ran = await run('/bin/sh', ['-c', typed], { cwd: at.dir, env: at.env });
  expect(ran.exitCode, `${line}\n${ran.stderr}`).toBe(0);
}

const kinds = [
  { major: 7, provider: 'sqlite' },
  { major: 7, provider: 'postgresql' },
  { major: 6, provider: 'postgresql' },
] as const;

describe.each(oneOf(kinds, 2))('migrate dev of Prisma $major on $provider', ({ major, provider }) => {
  test('that misses a migration is told which branch has it', async () => {
    const at = await begun(major, provider);
    git(at, 'checkout', '-q', '-b', 'feature');
    const file = migration(at, second, more);
    commit(at);
    await deploy(at);
    git(at, 'checkout', '-q', 'main');
    const said = await dev(at);
    expect(said).toMatch(new RegExp(`applied, not in the folder +${second}`));
    expect(said).not.toMatch(/interlock.*migrate reset/);
    await paste(at, said, /The branch feature has \S+\. To bring it back:/);
    expect(readFileSync(file, 'utf8')).toBe(more);
    expect(await dev(at)).not.toContain('Prisma would empty this database');
  });

  test('that finds another script than has run is told which commit has that', async () => {
    const at = await begun(major, provider);
    const file = migration(at, init, `${user}\n-- something`);
    commit(at);
    const said = await dev(at);
    expect(said).toMatch(new RegExp(`changed after it ran +${init}`));
    await paste(at, said, /To have it so again:/);
    expect(readFileSync(file, 'utf8')).toBe(user);
  });
});

describe.each(oneOf(kinds, 0))('migrate dev of Prisma $major on $provider', ({ major, provider }) => {
  test('that finds what somebody has made by hand is told how it stays', async () => {
    const at = await begun(major, provider);
    await runSql(provider, at.url, `${more}; INSERT INTO "More" VALUES (7)`);
    const said = await dev(at);
    await paste(at, said, /To keep what it has beyond it/);
    await paste(at, said, /Then say that it has run already:/);
    expect(await dev(at)).not.toContain('Prisma would empty this database');
    expect(await queryRows(provider, at.url, 'SELECT id FROM "More"')).toHaveLength(1);
  });
});

test.runIf(isWhole)('a migration that no git knows is taken from a backup', async () => {
  const at = await begun(7, 'sqlite');
  const file = migration(at, second, more);
  await deploy(at);
  const push = await at.run('prisma', ['db', 'execute', '--stdin'], {
    env: { NODE_ENV: 'development' },
    input: 'CREATE TABLE "Other" (id int); DROP TABLE "Other"',
  });
  expect(push.exitCode, push.stderr).toBe(0);
  expect(at.backups()).toHaveLength(1);
  rmSync(dirname(file), { recursive: true });
  rmSync(join(at.dir, '.git'), { recursive: true });
  const said = await dev(at);
  await paste(at, said, /The backup \w+ has \S+\. To bring it back:/);
  expect(readFileSync(file, 'utf8')).toBe(more);
});

const env = { NODE_ENV: 'development' };

describe.each(oneOf(kinds, 2))('migrate deploy of Prisma $major on $provider', ({ major, provider }) => {
  test('that fails is told how it is settled, and what fails before it as well', async () => {
    const at = await begun(major, provider);
    const file = migration(at, second, `INSERT INTO "Nobody" VALUES (1);`);
    const first = await at.run('prisma', ['migrate', 'deploy'], { env });
    expect(first.exitCode, first.stderr).toBe(1);
    const again = await at.run('prisma', ['migrate', 'deploy'], { env });
    expect(again.stderr).toContain('P3009');
    for (const said of [first.stderr, again.stderr]) expect(said).toMatch(new RegExp(`failed +${second}`));
    writeFileSync(file, more);
    await paste(at, again.stderr, /Then correct \S+, and:/);
    const done = await at.run('prisma', ['migrate', 'deploy'], { env });
    expect(done.exitCode, done.stderr).toBe(0);
  });

  // The WebAssembly engine of SQLite that stands in here does not look whether there is a history.
  test.runIf(provider === 'postgresql')('on a database without a history is told how that begins', async () => {
    const at = await place(major, provider, { engine: 'wasm', models });
    writeFileSync(join(at.dir, 'prisma-interlock.json'), '{}');
    await runSql(provider, at.url, user);
    migration(at, init, user);
    const ran = await at.run('prisma', ['migrate', 'deploy'], { env });
    expect(ran.stderr).toContain('P3005');
    expect(ran.stderr).toContain('has tables, and no history of migrations');
    await paste(at, ran.stderr, /For each migration whose tables are there already:/);
    const done = await at.run('prisma', ['migrate', 'deploy'], { env });
    expect(done.exitCode, done.stderr).toBe(0);
  });
});
