import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createPostgresDatabase } from '../support/servers.ts';
import { runSql } from '../support/sql.ts';
import { oneOf } from '../support/sweep.ts';
import { describeCalls, isMutating } from '../support/tripwire.ts';
import { type Installed, installedProject } from './installed.ts';
import { withoutOpening } from './opening-lines.ts';
import { witness } from './witness.ts';

const migrations = { '20260101000000_init': 'CREATE TABLE "Post" (id INTEGER PRIMARY KEY);' };
const inProduction = { NODE_ENV: 'production' };

/** A SQLite database with a row in it, and the tripwire in the engine's place. */
async function sqliteProject(major: 5 | 6 | 7): Promise<Installed & { label: string }> {
  const at = installedProject({ major, provider: 'sqlite', url: 'file:./dev.db', migrations });
  const label = major === 7 ? 'dev.db' : 'prisma/dev.db';
  await runSql(
    'sqlite',
    `file:${join(at.dir, label)}`,
    'CREATE TABLE "User" (id INTEGER); INSERT INTO "User" VALUES (1);',
  );
  return { ...at, label };
}

/** One whose name alone says production, on a server of this machine. */
async function postgresProject() {
  const name = `shop_${Math.random().toString(36).slice(2, 8)}_production`;
  const database = await createPostgresDatabase({ name });
  onTestFinished(() => database.drop());
  await runSql('postgresql', database.url, 'CREATE TABLE "User" (id int); INSERT INTO "User" VALUES (1);');
  const at = installedProject({ major: 6, provider: 'postgresql', url: database.url, migrations });
  return { ...at, label: `${name}@localhost:${database.port}`, database };
}

function expectUntouched(at: Installed, ran: { stdout: string }): void {
  expect(withoutOpening(ran.stdout)).toMatch(/^(?:1 migration found in prisma\/migrations)?$/);
  expect(isMutating(at.calls())).toBe(false);
  expect(at.backups()).toEqual([]);
  expect(at.audit().map(({ event }) => event)).toEqual(['refused']);
}

describe('a change in production', () => {
  test.each(oneOf([5, 6, 7] as const, 2))('of Prisma %i asks twice, backs up, and runs', async (major) => {
    const at = await sqliteProject(major);
    const { env, beforeChange } = witness(at);
    const terminal = at.terminal('prisma', ['migrate', 'deploy'], { ...inProduction, ...env });
    await terminal.waitFor('This command can change a database');
    await terminal.waitFor('Run it? (y/N)');
    expect(at.backups()).toEqual([]);
    terminal.type('y');
    terminal.press('enter');
    await terminal.waitFor(`Type ${at.label} to go on`);
    terminal.type(at.label);
    terminal.press('enter');
    expect((await terminal.ended()).exitCode, terminal.screen()).toBe(0);
    const [id] = at.backups();
    expect(terminal.screen()).toMatch(/To go back: npx prisma-interlock undo\s*$/);
    expect(beforeChange()).toMatchObject({ manifests: [id], events: ['begin'] });
    expect(describeCalls(at.calls())).toContain('applyMigrations');
    expect(at.audit()).toMatchObject([
      { event: 'begin', backups: [id] },
      { event: 'end', exit: 0 },
    ]);
  });

  test.each([
    ['SQLite', () => sqliteProject(7)],
    ['PostgreSQL', postgresProject],
  ])(
    'is backed up on %s once, and the proved backup stands for the same line as long as nothing changes',
    async (_, make) => {
      const at = await make();
      for (let round = 0; round < 3; round++) {
        const terminal = at.terminal('prisma', ['migrate', 'deploy'], inProduction);
        await terminal.waitFor('Run it? (y/N)');
        terminal.type('y');
        terminal.press('enter');
        await terminal.waitFor(`Type ${at.label} to go on`);
        terminal.type(at.label);
        terminal.press('enter');
        expect((await terminal.ended()).exitCode, terminal.screen()).toBe(0);
        const stood = terminal.screen().replace(/\s+/g, ' ').includes('Nothing has changed since the backup of');
        expect(stood, terminal.screen()).toBe(round > 0);
      }
      const [id] = at.backups();
      expect(at.backups()).toEqual([id]);
      const begins = at.audit().filter(({ event }) => event === 'begin');
      expect(begins.map(({ backups }) => backups)).toEqual([[id], [id], [id]]);
    },
  );

  test('is not run for a name that is not the one shown', async () => {
    const at = await postgresProject();
    for (const answers of [['n'], [''], ['y', 'shop'], ['y', at.label.toUpperCase()], ['y', '']]) {
      const terminal = at.terminal('prisma', ['migrate', 'deploy']);
      await terminal.waitFor('Run it? (y/N)');
      for (const [index, answer] of answers.entries()) {
        if (index > 0) await terminal.waitFor(`Type ${at.label} to go on`);
        terminal.type(answer);
        terminal.press('enter');
      }
      expect((await terminal.ended()).exitCode, terminal.screen()).toBe(130);
    }
    expect(isMutating(at.calls())).toBe(false);
    expect(at.backups()).toEqual([]);
    expect(at.audit().map(({ code }) => code)).toEqual(Array(5).fill('declined'));
  });

  test('waits for a person where there is no terminal', async () => {
    const at = await postgresProject();
    const ran = await at.run('prisma', ['migrate', 'deploy'], { input: `y\n${at.label}\n` });
    expect(ran.exitCode, ran.stderr).toBe(75);
    expect(ran.stderr).toContain('"production"');
    expectUntouched(at, ran);
  });

  test('runs in CI for the variable that names exactly this database, after a backup', async () => {
    const at = await postgresProject();
    const env = { CI: 'true', PRISMA_INTERLOCK_CONFIRM: at.label };
    const { env: more, beforeChange } = witness(at);
    const ran = await at.run('prisma', ['migrate', 'deploy'], { env: { ...env, ...more } });
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(beforeChange()).toMatchObject({ manifests: at.backups(), events: ['begin'] });
    expect(at.backups()).toHaveLength(1);
    expect(describeCalls(at.calls())).toContain('applyMigrations');
  });

  test('does not run in CI for another name, nor for a variable that names none', async () => {
    const at = await postgresProject();
    const wrong = at.label.replace('localhost', '127.0.0.1');
    const ran = await at.run('prisma', ['migrate', 'deploy'], { env: { CI: 'true', PRISMA_INTERLOCK_CONFIRM: wrong } });
    expect(ran.exitCode, ran.stderr).toBe(75);
    expectUntouched(at, ran);
  });

  test('is nothing that an agent may confirm, at a terminal either', async () => {
    const at = await postgresProject();
    const terminal = at.terminal('prisma', ['migrate', 'deploy'], {
      CLAUDECODE: '1',
      PRISMA_INTERLOCK_CONFIRM: at.label,
    });
    expect((await terminal.ended()).exitCode, terminal.screen()).toBe(75);
    expect(terminal.screen()).toMatch(/req-[a-z2-9]{8}/);
    expect(terminal.screen()).not.toContain('Run it?');
    expectUntouched(at, { stdout: '' });
  });
});

describe('what destroys', () => {
  test('is blocked by a name that says production, whoever asks', async () => {
    const at = await postgresProject();
    const env = { CI: 'true', PRISMA_INTERLOCK_CONFIRM: at.label };
    const ran = await at.run('prisma', ['migrate', 'reset', '--force'], { env });
    expect(ran.exitCode, ran.stderr).toBe(77);
    expectUntouched(at, ran);
    const terminal = at.terminal('prisma', ['db', 'push', '--force-reset']);
    expect((await terminal.ended()).exitCode, terminal.screen()).toBe(77);
    expect(at.calls()).toEqual([]);
  });

  test('is blocked by NODE_ENV on every major, with nothing on stdout', async () => {
    for (const major of [5, 6, 7] as const) {
      const at = await sqliteProject(major);
      const ran = await at.run('prisma', ['db', 'push', '--accept-data-loss'], { env: inProduction });
      expect(ran.exitCode, ran.stderr).toBe(77);
      expect(ran.stderr).not.toMatch(/PRISMA_|NODE_ENV=|unset|approval/);
      expect(ran.stdout).toBe('');
      expectUntouched(at, ran);
    }
  });

  test('says so in GitHub Actions as an annotation and in the summary', async () => {
    const at = await sqliteProject(6);
    const summary = join(at.dir, 'summary.md');
    const env = { ...inProduction, CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const ran = await at.run('prisma', ['migrate', 'reset', '-f'], { env });
    expect(ran.exitCode).toBe(77);
    expect(ran.stderr).toMatch(/^::error/m);
    expect(readFileSync(summary, 'utf8')).toContain('blocked');
    expect(ran.stdout).toBe('');
  });
});
