/** Databases that once were refused, or could not be restored over: what only the program knows that made them, and broken modules. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { debianProgram } from '../../support/debian-program.ts';
import { share } from '../../support/sweep.ts';
import { place } from '../databases.ts';
import { thereAndBack } from './journey.ts';

const python = await debianProgram('python3', 'python3');

/** As the program that made the file: every table with its rows, and the schema. */
function byProgram(file: string, script: string): string {
  const whole = `import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.create_collation("ICU_DE", lambda a, b: (a > b) - (a < b))
db.create_function("norm", 1, lambda s: s.lower() if s else s, deterministic=True)
${script}
db.commit()`;
  return execFileSync(python, ['-c', whole, file], { encoding: 'utf8' });
}

const everything = `print(db.execute("select type, name, sql from sqlite_master order by 1, 2").fetchall())
for (name,) in db.execute("select name from sqlite_master where type = 'table' and sql not like 'create virtual%' order by 1").fetchall():
  print(name, sorted(map(repr, db.execute('select * from "%s"' % name).fetchall())))`;

const broken = (module: string, make: string, damage: string) =>
  `db.executescript('''create virtual table post_fts using ${module}; ${make}; pragma writable_schema = on; ${damage}''')`;

const cases: Record<string, string> = {
  'a collation and a function of the program':
    'db.executescript(\'create table a(n text collate ICU_DE unique); insert into a values ("x"); create table b(n text); create index b_n on b(norm(n)); insert into b values ("Y");\')',
  'a full-text table whose data are gone': broken(
    'fts5(title)',
    "insert into post_fts values ('hello')",
    'drop table post_fts_data',
  ),
  'a table ordered by such a collation, with a generated column':
    'db.executescript(\'create table w(k text collate ICU_DE primary key, v, g generated always as (norm(k)) stored) without rowid; insert into w(k, v) values ("x", 1), ("Y", null)\')',
  'an r-tree whose nodes are rubbish': broken(
    'rtree(id, a, b)',
    'insert into post_fts values (1, 2, 3)',
    "update post_fts_node set data = x'0011'",
  ),
};

test.each(share(Object.entries(cases), 2))('lost through Prisma and taken back: %s', async (_, make) => {
  const at = await place(7, 'sqlite', { engine: 'wasm' });
  const file = join(at.dir, 'dev.db');
  byProgram(file, make);
  const before = byProgram(file, everything);
  await thereAndBack(at, [], async () => {
    expect(byProgram(file, everything)).toContain('User');
  });
  expect(byProgram(file, everything)).toBe(before);
});

test('a full-text table that breaks after the backup is restored over, by what a person types', async () => {
  const at = await place(7, 'sqlite', { engine: 'wasm' });
  const file = join(at.dir, 'dev.db');
  byProgram(
    file,
    `db.executescript("create virtual table post_fts using fts5(title); insert into post_fts values ('hello')")`,
  );
  const before = byProgram(file, everything);
  const kept = await at.run('prisma-interlock', ['backup']);
  expect(kept.exitCode, kept.stderr).toBe(0);
  byProgram(file, "db.executescript('pragma writable_schema = on; drop table post_fts_data')");
  const restore = at.terminal('prisma-interlock', ['restore', 'latest']);
  await restore.waitFor(`Replace ${at.label}? (y/N)`);
  restore.type('y\r');
  expect((await restore.ended(60_000)).exitCode, restore.screen()).toBe(0);
  expect(byProgram(file, everything)).toBe(before);
});

test('of a file with damaged pages the tables that a full-text table keeps its data in are saved as well', async () => {
  const at = await place(7, 'sqlite', { engine: 'wasm' });
  const file = join(at.dir, 'dev.db');
  byProgram(
    file,
    `db.executescript("create virtual table post_fts using fts5(title); insert into post_fts values ('hello'); create table bad(a)")
db.executemany('insert into bad values (?)', [('x' * 900,) for _ in range(400)])`,
  );
  const bytes = readFileSync(file);
  // The last pages are those of the rows that came last.
  bytes.fill(0x7f, bytes.length - 5 * 4096, bytes.length - 4096);
  writeFileSync(file, bytes);
  const saved = await at.run('prisma-interlock', ['backup', '--even-if-broken']);
  expect(saved.exitCode, saved.stderr).toBe(73);
  expect(saved.stderr).toContain('backup-partial');
  const partial = join(at.dir, 'backups', at.backups().at(-1) ?? '', 'database.sqlite');
  expect(byProgram(partial, "print(db.execute('select c0 from post_fts_content').fetchall())")).toBe("[('hello',)]\n");
});
