import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { place } from '../e2e/databases.ts';
import { behindGate } from '../gate/behind-gate.ts';
import type { Terminal } from '../support/pty.ts';
import { runSql } from '../support/sql.ts';
import { oneOf } from '../support/sweep.ts';
import { describeCalls, isMutating } from '../support/tripwire.ts';

const migrations = { '20260101000000_init': 'CREATE TABLE "Post" (id INTEGER PRIMARY KEY);' };
const answer = (terminal: Terminal, text: string) => {
  terminal.type(text);
  terminal.press('enter');
};

async function sqlite(major: 5 | 6 | 7, more: Parameters<typeof place>[2] = {}) {
  const at = await place(major, 'sqlite', { migrations, ...more });
  await runSql('sqlite', at.url, 'CREATE TABLE "User" (id INTEGER); INSERT INTO "User" VALUES (1);');
  return at;
}

/** A project whose config file names one database, and has the engine change another one. */
const twoFaced = (asked: string, used: string) => ({
  'prisma.config.ts': `import childProcess from 'node:child_process';
const { spawn } = childProcess;
const other = (word) => word.replace(${JSON.stringify(asked)}, ${JSON.stringify(used)});
childProcess.spawn = (program, words, options) =>
  spawn(program, words.includes('cli') ? words : words.map(other), options);
export default { schema: 'prisma/schema.prisma', datasource: { url: ${JSON.stringify(asked)} } };
`,
});

describe('what was settled at the first contact', () => {
  test.each(oneOf([5, 6, 7] as const, 2))('is not asked again at the gate of Prisma %i', async (major) => {
    const at = await sqlite(major);
    const terminal = at.terminal('prisma', ['migrate', 'reset', '--force']);
    await terminal.waitFor('Type DESTROY_DATA to go on');
    answer(terminal, 'DESTROY_DATA');
    expect((await terminal.ended()).exitCode, terminal.screen()).toBe(0);
    expect(describeCalls(at.calls())).toEqual(expect.arrayContaining(['reset', 'applyMigrations']));
    expect(terminal.screen().match(/This command destroys data\./g)).toHaveLength(1);
    expect(at.backups()).toHaveLength(1);
    expect(at.audit().map(({ event }) => event)).toEqual(['begin', 'end']);
  });

  test('counts for that database only: the gate refuses another one, and says so', async () => {
    const at = await sqlite(7, { files: twoFaced('file:./dev.db', 'file:./other.db') });
    await runSql('sqlite', `file:${join(at.dir, 'other.db')}`, 'CREATE TABLE "User" (id INTEGER)');
    const ran = await at.run('prisma', ['db', 'push']);
    expect(ran.exitCode, ran.stderr).toBe(77);
    expect(ran.stderr).toContain('prisma-interlock[target-mismatch]');
    expect(ran.stderr.replace(/\s+/g, ' ')).toContain('Judged was dev.db. About to change: other.db.');
    expect(isMutating(at.calls())).toBe(false);
    expect(at.audit()).toMatchObject([{ event: 'refused', code: 'target-mismatch' }]);
  });

  test('never lifts a block for what the engine is really given', async () => {
    const at = await sqlite(7, { files: twoFaced('file:./dev.db', 'file:./shop-production.db') });
    await runSql('sqlite', `file:${join(at.dir, 'shop-production.db')}`, 'CREATE TABLE "User" (id INTEGER)');
    const terminal = at.terminal('prisma', ['db', 'push', '--force-reset']);
    await terminal.waitFor('Type DESTROY_DATA to go on');
    answer(terminal, 'DESTROY_DATA');
    expect((await terminal.ended()).exitCode, terminal.screen()).toBe(77);
    expect(terminal.screen()).toContain('shop-production.db');
    expect(isMutating(at.calls())).toBe(false);
  });
});

test.each(oneOf([5, 6, 7] as const, 1))(
  'a file of variables that only Prisma %i reads makes the place no milder than it says',
  async (major) => {
    const at = await sqlite(major, { files: { '.env': "DATABASE_URL='file:./dev.db'\nNODE_ENV=production\n" } });
    const ran = await at.run('prisma', ['migrate', 'deploy']);
    expect(ran.exitCode, ran.stderr).toBe(75);
    expect(ran.stderr).toContain('NODE_ENV is "production".');
    expect(isMutating(at.calls())).toBe(false);
  },
);

describe('what Prisma comes to in the middle of a line', () => {
  const dataLoss = { env: { TRIPWIRE_SAYS: 'data-loss' } };

  test.each(oneOf([5, 6, 7] as const, 2))(
    'is asked at the gate: a push of Prisma %i that drops a column',
    async (major) => {
      const at = await sqlite(major, dataLoss);
      const terminal = at.terminal('prisma', ['db', 'push']);
      await terminal.waitFor('Do you want to ignore the warning(s)?');
      terminal.type('y\r');
      await terminal.waitFor('This command destroys data.');
      await terminal.waitFor('Type DESTROY_DATA to go on');
      answer(terminal, 'DESTROY_DATA');
      expect((await terminal.ended()).exitCode, terminal.screen()).toBe(0);
      expect(describeCalls(at.calls()).slice(-2)).toEqual(['schemaPush(force:false)', 'schemaPush(force:true)']);
      // The shim's own backup of this run is the one to go back to.
      expect(at.backups()).toHaveLength(1);
    },
  );

  test('ends with our exit code where the answer is no', async () => {
    const at = await sqlite(7, dataLoss);
    for (const [word, exitCode] of [
      ['no', 130],
      ['', 130],
    ] as const) {
      const terminal = at.terminal('prisma', ['db', 'push']);
      await terminal.waitFor('Do you want to ignore the warning(s)?');
      terminal.type('y\r');
      await terminal.waitFor('Type DESTROY_DATA to go on');
      answer(terminal, word);
      expect((await terminal.ended()).exitCode, terminal.screen()).toBe(exitCode);
      expect(terminal.screen()).toContain('prisma-interlock[declined]');
    }
    expect(describeCalls(at.calls())).not.toContain('schemaPush(force:true)');
  });

  test('is asked at the gate: the reset that Prisma 5 offers on drift', async () => {
    const at = await sqlite(5, { env: { TRIPWIRE_SAYS: 'drift' } });
    const terminal = at.terminal('prisma', ['migrate', 'dev', '--name', 'x']);
    await terminal.waitFor(/All data will be lost|Do you want to continue/);
    terminal.type('y\r');
    await terminal.waitFor('Type DESTROY_DATA to go on');
    terminal.press('ctrl-c');
    expect((await terminal.ended()).exitCode, terminal.screen()).toBe(130);
    expect(describeCalls(at.calls())).not.toContain('reset');
  });
});

describe('at a terminal without the shim', () => {
  test.each(oneOf([5, 6, 7] as const, 0))('the gate of Prisma %i asks, backs up and lets through', async (major) => {
    const at = behindGate(await sqlite(major));
    const terminal = at.bareAtTerminal(['db', 'push', '--force-reset']);
    await terminal.waitFor('Type DESTROY_DATA to go on');
    answer(terminal, 'DESTROY_DATA');
    expect((await terminal.ended()).exitCode, terminal.screen()).toBe(0);
    expect(terminal.screen()).toContain('Backed up');
    expect(terminal.screen()).toContain('successfully reset');
    expect(describeCalls(at.calls())).toEqual(expect.arrayContaining(['reset', 'schemaPush(force:false)']));
    expect(at.backups()).toHaveLength(1);
    expect(at.audit()).toMatchObject([{ event: 'begin', backups: at.backups() }, { event: 'end' }]);
  });

  test('a CLI that is killed takes the question of the gate with it', async () => {
    const at = await sqlite(7);
    const { gate } = behindGate(at);
    const env = `PRISMA_INTERLOCK_ENGINE="$PRISMA_SCHEMA_ENGINE_BINARY" PRISMA_SCHEMA_ENGINE_BINARY='${gate}'`;
    const terminal = at.shell(
      `${env} '${at.node}' '${at.cli}' db push --force-reset </dev/tty & echo $! >cli.pid; wait; echo the line has ended; read word; echo "the shell read $word"`,
    );
    await terminal.waitFor('Type DESTROY_DATA to go on');
    process.kill(Number(readFileSync(join(at.dir, 'cli.pid'), 'utf8')), 'SIGKILL');
    await terminal.waitFor('the line has ended');
    await terminal.waitFor('✖ Type DESTROY_DATA to go on');
    answer(terminal, 'DESTROY_DATA');
    await terminal.waitFor('the shell read DESTROY_DATA');
    await terminal.ended();
    expect(isMutating(at.calls())).toBe(false);
    expect(at.audit().map(({ event }) => event)).toEqual(['refused']);
  });

  test('an agent is not asked', async () => {
    const at = behindGate(await sqlite(7));
    const terminal = at.bareAtTerminal(['db', 'push', '--force-reset'], {
      CLAUDECODE: '1',
      PRISMA_USER_CONSENT_FOR_DANGEROUS_AI_ACTION: 'yes',
    });
    expect((await terminal.ended()).exitCode, terminal.screen()).toBe(1);
    expect(terminal.screen()).toMatch(/req-[a-z2-9]{8}/);
    expect(isMutating(at.calls())).toBe(false);
  });

  test('CI may confirm a change by the name of the database, and nothing more', async () => {
    const at = behindGate(await sqlite(7));
    const env = { CI: 'true', NODE_ENV: 'production', PRISMA_INTERLOCK_CONFIRM: at.label };
    expect((await at.bare(['db', 'push', '--force-reset'], env)).exitCode).toBe(1);
    expect(isMutating(at.calls())).toBe(false);
    const ran = await at.bare(['migrate', 'deploy'], env);
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(at.backups()).toHaveLength(1);
    expect(describeCalls(at.calls())).toContain('applyMigrations');
  });
});
