/** A script that pushes before it starts something, day after day: where nothing has changed there is nothing to back up. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runSql } from '../support/sql.ts';
import { isWhole } from '../support/sweep.ts';
import { type Place, place, providers } from './databases.ts';

const pushes = isWhole ? 30 : 2;

const schemaOf = (at: Place) => join(at.dir, 'prisma/schema.prisma');

const rows = 'CREATE TABLE kept (id INTEGER PRIMARY KEY); INSERT INTO kept VALUES (1), (2)';

test.each(providers)(
  'on %s guarded pushes without a change make no backup, and one that drops a table is asked about and makes one',
  async (provider) => {
    const models = 'model kept {\n  id Int @id\n}\n';
    const at = await place(7, provider, { engine: 'wasm', models });
    await runSql(provider, at.url, rows);
    for (let push = 1; push <= pushes; push++) {
      const { exitCode, stderr } = await at.run('prisma', ['db', 'push']);
      expect(exitCode, stderr).toBe(0);
      expect(at.backups(), `after push ${push}`).toEqual([]);
    }
    // With nothing to lose the word that accepts a loss is a change, and makes none either where nothing has changed.
    for (let push = 1; push <= pushes; push++) {
      const { exitCode, stderr } = await at.run('prisma', ['db', 'push', '--accept-data-loss']);
      expect(exitCode, stderr).toBe(0);
      expect(at.backups(), `after push ${push}`).toEqual([]);
    }
    // The engine of the tests pushes nothing on MySQL.
    if (provider === 'mysql') return;
    const kept = readFileSync(schemaOf(at), 'utf8');
    writeFileSync(schemaOf(at), kept.replace('model kept', 'model other'));
    for (const exitCode of [130, 0]) {
      const terminal = at.terminal('prisma', ['db', 'push', '--accept-data-loss']);
      await terminal.waitFor('table kept: 2 rows');
      await terminal.waitFor('Type DESTROY_DATA to go on');
      terminal.type(exitCode === 0 ? 'DESTROY_DATA\r' : 'yes\r');
      expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(exitCode);
      expect(at.backups(), terminal.screen()).toHaveLength(exitCode === 0 ? 1 : 0);
    }
  },
  isWhole ? 600_000 : 120_000,
);
