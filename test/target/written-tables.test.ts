import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createHost } from '../../src/host.ts';
import { replayedScripts, writtenTables } from '../../src/target/written-tables.ts';

it.each([
  [`INSERT INTO "Country" ("id") VALUES (1);`, ['country']],
  [`insert into public."Role" values (1)`, ['role']],
  ['INSERT IGNORE INTO `app`.`roles` VALUES (1)', ['roles']],
  ['REPLACE INTO roles VALUES (1)', ['roles']],
  ['COPY country (id) FROM stdin', ['country']],
  [`INSERT INTO "Role" ("name") SELECT unnest(ARRAY['a'])`, ['role']],
  [`INSERT INTO n SELECT i FROM generate_series(1, 9) AS i`, ['n']],
  [`INSERT INTO "Setting" SELECT 1, 'on'`, ['setting']],
  [`DO $$ BEGIN INSERT INTO "Role" VALUES (1); END $$`, ['role']],
  [`INSERT INTO "Role" VALUES (1); INSERT INTO "role" VALUES (2)`, ['role']],
])('%s writes rows into %j', (script, names) => {
  expect(writtenTables([script])).toEqual(names);
});

it.each([
  `CREATE TABLE "User" (id int)`,
  `-- INSERT INTO "User" VALUES (1)`,
  `/* INSERT INTO "User"\nVALUES (1) */`,
  `INSERT INTO "new_User" ("id") SELECT "id" FROM "User"; DROP TABLE "User"`,
  `UPDATE "User" SET name = 'x'`,
  'CREATE TRIGGER t AFTER INSERT ON "User" EXECUTE FUNCTION f()',
])('%s writes no rows of its own', (script) => {
  expect(writtenTables([script])).toEqual([]);
});

it('the scripts are those that the call hands over, or those of the folder that it names', () => {
  const host = createHost();
  const migrationDirectories = [
    { path: '1_init', migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: 'one' } } },
    { path: '2_gone', migrationFile: { path: 'migration.sql', content: { tag: 'error', value: 'no' } } },
  ];
  const list = { baseDir: '/', shadowDbInitScript: 'first', migrationDirectories };
  expect(replayedScripts(host, { migrationsList: list })).toEqual(['first', 'one']);
  expect(replayedScripts(host, { from: { tag: 'migrations', ...list }, to: { tag: 'empty' } })).toEqual([
    'first',
    'one',
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'migrations-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, '1_init'));
  writeFileSync(join(folder, '1_init', 'migration.sql'), 'one');
  writeFileSync(join(folder, 'migration_lock.toml'), '');
  expect(replayedScripts(host, { migrationsDirectoryPath: folder })).toEqual(['one']);
  expect(replayedScripts(host, { from: { tag: 'empty' }, to: { tag: 'migrations', path: folder } })).toEqual(['one']);
  for (const params of [null, { migrationsDirectoryPath: join(folder, 'gone') }, { migrationsList: 'x' }]) {
    expect(replayedScripts(host, params)).toEqual([]);
  }
});
