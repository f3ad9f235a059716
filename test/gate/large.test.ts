import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digestDatabase } from '../support/digest.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { share } from '../support/sweep.ts';
import { type Gated, gated } from './behind-gate.ts';

const migrations = { '20260101000000_init': 'CREATE TABLE kept (id INTEGER PRIMARY KEY, what TEXT);' };
const files = { 'prisma-interlock.json': '{ "backup": { "cheapBytes": 0 } }' };

function pending(at: Gated, name: string, sql: string): void {
  const folder = join(at.dir, 'prisma/migrations', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), sql);
}

test.each(share([7, 6] as const, 2))(
  'past the shim of Prisma %i and above the cheap limit, the gate alone lets nothing be dropped without a question and a backup',
  async (major) => {
    const at = await gated(major, 'sqlite', { engine: 'wasm', migrations, files });
    const deploy = async () => at.bare(['migrate', 'deploy']);
    expect((await at.prisma(['migrate', 'deploy'])).exitCode).toBe(0);
    await runSql('sqlite', at.url, "INSERT INTO kept VALUES (1, 'one'), (2, NULL)");
    pending(at, '20260102000000_add', 'CREATE TABLE more (id INTEGER PRIMARY KEY);\n');
    const added = await deploy();
    expect(added.exitCode, added.stderr).toBe(0);
    expect(at.backups()).toEqual([]);

    pending(at, '20260103000000_drop', 'DROP TABLE kept;\n');
    const piped = await deploy();
    expect(piped.exitCode).toBe(1);
    expect(piped.stderr).toContain('prisma-interlock[approval-needed]');
    expect(await queryRows('sqlite', at.url, 'SELECT id FROM kept')).toHaveLength(2);
    expect(at.backups()).toEqual([]);
    const before = await digestDatabase('sqlite', at.url);

    for (const [answer, kept] of [
      ['yes', 0],
      ['DESTROY_DATA', 1],
    ] as const) {
      const terminal = at.bareAtTerminal(['migrate', 'deploy']);
      await terminal.waitFor('table kept (20260103000000_drop, line 1): 2 rows');
      await terminal.waitFor('Type DESTROY_DATA to go on');
      terminal.type(`${answer}\r`);
      expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(1 - kept);
      expect(at.backups(), terminal.screen()).toHaveLength(kept);
    }
    await expect(queryRows('sqlite', at.url, 'SELECT id FROM kept')).rejects.toThrow('no such table');
    const undo = at.terminal('prisma-interlock', ['undo']);
    await undo.waitFor(`Replace ${at.label}? (y/N)`);
    undo.type('y\r');
    expect((await undo.ended(60_000)).exitCode, undo.screen()).toBe(0);
    expect(await digestDatabase('sqlite', at.url)).toEqual(before);
  },
);

test('above the cheap limit on PostgreSQL, what was read and loses nothing passes, and a drop inside a block does not', async () => {
  const at = await gated(7, 'postgresql', { engine: 'wasm', migrations, files });
  const deploy = async () => at.bare(['migrate', 'deploy']);
  expect((await at.prisma(['migrate', 'deploy'])).exitCode).toBe(0);
  await runSql('postgresql', at.url, "INSERT INTO kept VALUES (1, 'one'), (2, NULL)");
  pending(
    at,
    '20260102000000_harmless',
    `DO $$ BEGIN CREATE TYPE "Mood" AS ENUM ('good'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE TABLE scratch (id INTEGER);
INSERT INTO scratch SELECT id FROM kept;
DROP TABLE scratch;
UPDATE kept SET what = 'none' WHERE what IS NULL;
ALTER TABLE kept ALTER COLUMN what SET NOT NULL, ALTER COLUMN what SET DEFAULT 'none';\n`,
  );
  const harmless = await deploy();
  expect(harmless.exitCode, harmless.stderr).toBe(0);
  expect(at.backups()).toEqual([]);

  pending(at, '20260103000000_drop', `DO $$ BEGIN EXECUTE 'DROP TABLE kept'; END $$;\n`);
  const piped = await deploy();
  expect(piped.exitCode).toBe(1);
  expect(piped.stderr).toContain('prisma-interlock[approval-needed]');
  expect(await queryRows('postgresql', at.url, 'SELECT id FROM kept')).toHaveLength(2);
});
