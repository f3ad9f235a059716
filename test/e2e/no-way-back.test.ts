import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { adminUrl } from '../backup/engines/engine-places.ts';
import { digestDatabase } from '../support/digest.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { oneOf } from '../support/sweep.ts';
import { type Place, place } from './databases.ts';

const init = { '20260101000000_init': 'CREATE TABLE kept (id INTEGER PRIMARY KEY, what VARCHAR(40));' };
const rows = "INSERT INTO kept VALUES (1, 'one'), (2, NULL), (3, 'three');";

async function migrated(major: 6 | 7, provider: 'sqlite' | 'postgresql'): Promise<Place> {
  const at = await place(major, provider, {
    engine: 'wasm',
    migrations: init,
    models: 'model kept {\n  id Int @id\n  what String? @db.VarChar(40)\n}\n'.replace(
      provider === 'sqlite' ? ' @db.VarChar(40)' : '-',
      '',
    ),
  });
  const deployed = await at.prisma(['migrate', 'deploy']);
  expect(deployed.exitCode, deployed.stderr).toBe(0);
  await runSql(provider, at.url, rows);
  return at;
}

const say = (at: Place, policy: object) => writeFileSync(join(at.dir, 'prisma-interlock.json'), JSON.stringify(policy));

function pending(at: Place, name: string, sql: string): void {
  const folder = join(at.dir, 'prisma/migrations', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), sql);
}

async function undo(at: Place): Promise<void> {
  const terminal = at.terminal('prisma-interlock', ['undo']);
  await terminal.waitFor(`Replace ${at.label}? (y/N)`);
  terminal.type('y\r');
  expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(0);
}

test('a role that may not create a database destroys nothing, and is told why in place of the question; another role brings it back', async () => {
  const at = await migrated(7, 'postgresql');
  const user = new URL(at.url).username;
  await runSql('postgresql', adminUrl('postgresql'), `ALTER ROLE "${user}" NOCREATEDB`);
  const before = await digestDatabase('postgresql', at.url);
  const refused = at.terminal('prisma', ['migrate', 'reset', '--force']);
  expect((await refused.ended(60_000)).exitCode, refused.screen()).toBe(73);
  expect(refused.screen()).toContain('prisma-interlock[no-way-back]');
  expect(refused.screen()).toContain(`ALTER ROLE "${user}" CREATEDB;`);
  expect(refused.screen()).not.toContain('DESTROY_DATA');
  expect(await digestDatabase('postgresql', at.url)).toEqual(before);

  say(at, { backup: { restoreUrl: 'RESTORE_DATABASE_URL' } });
  appendFileSync(join(at.dir, '.env'), `RESTORE_DATABASE_URL='${adminUrl('postgresql')}'\n`);
  const reset = at.terminal('prisma', ['migrate', 'reset', '--force']);
  await reset.waitFor('Type DESTROY_DATA to go on');
  reset.type('DESTROY_DATA\r');
  expect((await reset.ended(60_000)).exitCode, reset.screen()).toBe(0);
  expect(reset.screen()).toContain('restored beside and compared');
  expect(reset.screen()).not.toContain('super-secret');
  expect(await digestDatabase('postgresql', at.url)).not.toEqual(before);
  await undo(at);
  expect(await digestDatabase('postgresql', at.url)).toEqual(before);
});

test('what would not come back is named in the question, and where the proof fails nothing is destroyed', async () => {
  const at = await migrated(6, 'postgresql');
  const admin = Object.assign(new URL(adminUrl('postgresql')), { pathname: new URL(at.url).pathname }).href;
  await runSql('postgresql', admin, 'CREATE EXTENSION pg_stat_statements');
  const before = await digestDatabase('postgresql', at.url);
  const terminal = at.terminal('prisma', ['db', 'push', '--force-reset']);
  await terminal.waitFor('extension pg_stat_statements: only a superuser may create it in a copy');
  await terminal.waitFor('Type DESTROY_DATA to go on');
  terminal.type('DESTROY_DATA\r');
  expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(73);
  expect(terminal.screen()).toContain('no-way-back');
  expect(await digestDatabase('postgresql', at.url)).toEqual(before);
});

test.each(oneOf([6, 7] as const, 1))(
  'above the cheap limit Prisma %i drops nothing without a question and a backup, and adds without either',
  async (major) => {
    const at = await migrated(major, 'sqlite');
    say(at, { backup: { cheapBytes: 0 } });
    pending(at, '20260102000000_add', 'CREATE TABLE more (id INTEGER PRIMARY KEY);\n');
    const added = await at.run('prisma', ['migrate', 'deploy']);
    expect(added.exitCode, added.stderr).toBe(0);
    expect(added.stderr).toContain('backup-skipped');
    expect(at.backups()).toEqual([]);

    pending(at, '20260103000000_drop', 'DROP TABLE kept;\n');
    const piped = await at.run('prisma', ['migrate', 'deploy']);
    expect(piped.exitCode, piped.stderr).toBe(75);
    expect(await queryRows('sqlite', at.url, 'SELECT id FROM kept')).toHaveLength(3);
    const before = await digestDatabase('sqlite', at.url);
    const terminal = at.terminal('prisma', ['migrate', 'deploy']);
    await terminal.waitFor('table kept (20260103000000_drop, line 1): 3 rows');
    await terminal.waitFor('Type DESTROY_DATA to go on');
    terminal.type('DESTROY_DATA\r');
    expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(0);
    expect(at.backups()).toHaveLength(1);
    await undo(at);
    expect(await digestDatabase('sqlite', at.url)).toEqual(before);
  },
);

test('above the cheap limit a push that adds makes no backup, and one that would drop a filled column is backed up first', async () => {
  const at = await migrated(7, 'sqlite');
  say(at, { backup: { cheapBytes: 0 } });
  const schema = join(at.dir, 'prisma/schema.prisma');
  appendFileSync(schema, '\nmodel Added {\n  id Int @id\n}\n');
  const added = await at.run('prisma', ['db', 'push']);
  expect(added.exitCode, added.stderr + added.stdout).toBe(0);
  expect(at.backups()).toEqual([]);
  await runSql('sqlite', at.url, 'ALTER TABLE kept ADD COLUMN spare TEXT; UPDATE kept SET spare = what');
  const before = await digestDatabase('sqlite', at.url);
  const terminal = at.terminal('prisma', ['db', 'push', '--accept-data-loss']);
  await terminal.waitFor('Type DESTROY_DATA to go on');
  terminal.type('DESTROY_DATA\r');
  expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(0);
  expect(at.backups()).toHaveLength(1);
  expect(await digestDatabase('sqlite', at.url)).not.toEqual(before);
  await undo(at);
  expect(await digestDatabase('sqlite', at.url)).toEqual(before);
});
