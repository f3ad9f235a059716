/** Prisma is started once, and waits at its first contact with its engine as long as we do. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { place } from '../e2e/databases.ts';
import { nodeOptions } from '../support/project.ts';
import { openTerminal, type Terminal } from '../support/pty.ts';
import { runSql } from '../support/sql.ts';
import { oneOf, share } from '../support/sweep.ts';
import { describeCalls, isMutating, readLooks } from '../support/tripwire.ts';

const migrations = { '20260101000000_init': 'CREATE TABLE "Post" (id INTEGER PRIMARY KEY);' };
const rows = 'CREATE TABLE "User" (id INTEGER); INSERT INTO "User" VALUES (1);';

async function sqlite(major: 5 | 6 | 7, more: Parameters<typeof place>[2] = {}) {
  const at = await place(major, 'sqlite', { migrations, ...more });
  await runSql('sqlite', at.url, rows);
  return at;
}

/** Counts the Prisma CLIs that are started: a preload that every Node of the line loads. */
function counting(at: { dir: string; cli: string }) {
  const [log, preload] = [join(at.dir, '.home', 'clis'), join(at.dir, '.home', 'count.cjs')];
  writeFileSync(log, '');
  writeFileSync(
    preload,
    `const { realpathSync, appendFileSync } = require('node:fs');
try {
  if (realpathSync(process.argv[1]) === ${JSON.stringify(at.cli)} && require('node:worker_threads').isMainThread)
    appendFileSync(${JSON.stringify(log)}, process.argv.slice(2).join(' ') + '\\n');
} catch {}
`,
  );
  return {
    env: nodeOptions(`--require ${preload}`),
    started: () => readFileSync(log, 'utf8').split('\n').filter(Boolean),
  };
}

test.each(share([7, 5, 6] as const, 2))('a guarded line starts one Prisma %i', async (major) => {
  const at = await sqlite(major);
  const { env, started } = counting(at);
  for (const line of ['db push', 'migrate deploy', 'migrate dev --name x']) {
    const ran = await at.run('prisma', line.split(' '), { env });
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(started().splice(-1)).toEqual([line]);
  }
  expect(started()).toHaveLength(3);
});

describe('no backup for nothing', () => {
  test.each(oneOf([5, 6, 7] as const, 2))('a line of Prisma %i that changes nothing makes none', async (major) => {
    const at = await sqlite(major, { env: { TRIPWIRE_SAYS: 'in-sync' } });
    const lines = ['db push', 'migrate deploy', 'migrate dev --name none'];
    for (const line of lines) {
      const ran = await at.run('prisma', line.split(' '));
      expect(ran.exitCode, ran.stderr).toBe(0);
      expect(ran.stderr).not.toContain('backup-made');
    }
    expect(at.backups()).toEqual([]);
    expect(at.audit().map(({ event }) => event)).toEqual(lines.flatMap(() => ['begin', 'end']));
    const [diff, history] = readLooks(at.log);
    expect(diff).toMatchObject({ method: 'diff', params: { exitCode: true, from: { tag: 'schemaDatasource' } } });
    expect(history).toMatchObject({ method: 'diagnoseMigrationHistory', params: { optInToShadowDatabase: false } });
    expect(describeCalls(at.calls())).toEqual(expect.arrayContaining(['schemaPush(force:false)', 'applyMigrations']));
  });

  test('an engine that answers the question with an error gets its backup', async () => {
    const at = await sqlite(7, { env: { TRIPWIRE_SAYS: 'in-sync,fail:diff' } });
    expect((await at.run('prisma', ['db', 'push'])).exitCode).toBe(0);
    expect(at.backups()).toHaveLength(1);
  });

  test('in production a push is backed up before anything, and a deploy with nothing pending is none', async () => {
    const at = await sqlite(7, { env: { TRIPWIRE_SAYS: 'in-sync' } });
    const env = { CI: 'true', NODE_ENV: 'production', PRISMA_INTERLOCK_CONFIRM: at.label };
    expect(
      (await at.run('prisma', ['migrate', 'deploy'], { env: { CI: 'true', NODE_ENV: 'production' } })).exitCode,
    ).toBe(0);
    expect(at.backups()).toEqual([]);
    expect((await at.run('prisma', ['db', 'push'], { env })).exitCode).toBe(0);
    expect(at.backups()).toHaveLength(1);
  });

  test('an undo after it says so, and what it would go back to', async () => {
    const at = await sqlite(7);
    await at.run('prisma', ['db', 'push']);
    await at.run('prisma', ['db', 'push'], { env: { TRIPWIRE_SAYS: 'in-sync' } });
    const nothing = await at.run('prisma-interlock', ['undo']);
    expect(nothing.stdout).toContain('the last command, prisma db push, made no backup');
    await runSql('sqlite', at.url, 'DELETE FROM "User"');
    const terminal = at.terminal('prisma-interlock', ['undo']);
    await terminal.waitFor('was made for prisma db push');
    await terminal.waitFor('this goes back to before db push');
    terminal.press('ctrl-c');
    await terminal.ended();
  });
});

/** Process ids of all that a terminal runs, by what their command lines say. */
function processes(terminal: Terminal, what: RegExp): number[] {
  const found: number[] = [];
  const visit = (pid: number) => {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
    for (const child of children) {
      if (what.test(readFileSync(`/proc/${child}/cmdline`, 'utf8').replaceAll('\0', ' '))) found.push(child);
      visit(child);
    }
  };
  visit(terminal.pid);
  return found;
}

const isAlive = (pid: number) => {
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

describe.runIf(process.platform === 'linux')('kill -9 while the question stands', () => {
  const victims = {
    shim: /\.bin\/prisma /,
    CLI: /cli-preload\.cjs .*build\/index\.js/,
    gate: /bin\/schema-engine /,
  };

  test.each(Object.keys(victims) as (keyof typeof victims)[])('of the %s: nothing reaches the engine', async (name) => {
    const at = await sqlite(7);
    const terminal = at.shell('prisma db push --force-reset; echo ended $?');
    await terminal.waitFor('Type DESTROY_DATA to go on');
    const all = Object.values(victims).flatMap((what) => processes(terminal, what));
    expect(all).toHaveLength(3);
    const [victim = 0] = processes(terminal, victims[name]);
    process.kill(victim, 'SIGKILL');
    // A gate alone is no reason to take the question away: the answer is.
    if (name === 'gate') {
      terminal.type('DESTROY_DATA');
      terminal.press('enter');
    }
    await terminal.waitFor(/ended \d+/);
    for (let tries = 0; tries < 50 && all.some(isAlive); tries += 1) await sleep(100);
    expect(all.filter(isAlive)).toEqual([]);
    expect(isMutating(at.calls())).toBe(false);
    expect(describeCalls(at.calls())).toEqual([]);
  });
});

test.runIf(process.platform === 'linux')(
  'Ctrl-Z at our question stops the line, and it goes on where it was',
  async () => {
    const at = await sqlite(7);
    const options = { cwd: at.dir, env: { ...at.env, PS1: 'ready> ', HISTFILE: '/dev/null' } };
    const terminal = openTerminal('/bin/bash', ['--norc', '--noprofile', '-i'], options);
    onTestFinished(() => terminal.kill('SIGKILL'));
    await terminal.waitFor('ready>');
    terminal.type('prisma db push --force-reset\r');
    await terminal.waitFor('Type DESTROY_DATA to go on');
    await sleep(300);
    terminal.press('ctrl-z');
    await terminal.waitFor('Stopped');
    await terminal.waitFor('ready>');
    terminal.type('echo the shell is $((6 * 7))\r');
    await terminal.waitFor('the shell is 42');
    terminal.type('fg\r');
    await terminal.waitFor('Type DESTROY_DATA to go on');
    await sleep(300);
    terminal.type('DESTROY_DATA\r');
    await terminal.waitFor('ready>');
    expect(describeCalls(at.calls())).toEqual(expect.arrayContaining(['reset', 'schemaPush(force:false)']));
    terminal.type('exit\r');
    await terminal.ended();
  },
);
