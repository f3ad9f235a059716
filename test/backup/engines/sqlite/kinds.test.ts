import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backUp } from '../../../../src/backup/operations/back-up.ts';
import { findBackup } from '../../../../src/backup/operations/find-backup.ts';
import { restoreBackup } from '../../../../src/backup/operations/restore.ts';
import { verifyBackup } from '../../../../src/backup/operations/verify.ts';
import { createHost, type Host } from '../../../../src/host.ts';
import type { Backup } from '../../../../src/types.ts';
import '../../../support/needs.ts';
import { debianProgram } from '../../../support/debian-program.ts';
import { share } from '../../../support/sweep.ts';
import { scratchFolder, tickingHost } from '../scratch.ts';
import { type SqlitePlace, sqlitePlace } from './place.ts';

const python = await debianProgram('python3', 'python3');

/** Runs a script of Python's, whose SQLite can be given collations and functions that no other program has. */
function byProgram(place: SqlitePlace, script: string, sql = ''): string {
  const head = `import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.create_collation("ICU_DE", lambda a, b: (a > b) - (a < b))
db.create_function("norm", 1, lambda s: s.lower() if s else s, deterministic=True)
def rows(sql): return sorted(map(repr, db.execute(sql).fetchall()))
`;
  const words = ['-c', `${head}${script}\ndb.commit()`, place.file, sql];
  return execFileSync(python, words, { encoding: 'utf8', maxBuffer: 1 << 28 });
}

/** All rows as that program sees them. */
const all = (place: SqlitePlace) =>
  byProgram(
    place,
    `for (name,) in db.execute("select name from sqlite_master where type = 'table' and sql not like 'create virtual%' order by 1"):
  print(name, rows('select * from "%s"' % name))`,
  );

async function keep(place: SqlitePlace): Promise<Backup> {
  const { target, policy } = place;
  const why = { reason: 'before db push', argv: [] };
  const made = await backUp({ host: tickingHost(), target, policy, why, kind: 'automatic', need: 'mandatory' });
  if (made.status !== 'made') throw new Error(made.because);
  return made.backup;
}

async function restore(place: SqlitePlace, id: string, host: Host = tickingHost()) {
  const { target, policy } = place;
  const entry = await findBackup(host, policy, target, id);
  return restoreBackup({ host, target, policy, entry, ontoOther: false, argv: [] });
}

/** Backed up, proved, everything gone, restored; and the state in between can be had again as well. */
async function roundTrip(place: SqlitePlace, lose: () => void): Promise<void> {
  const { target, policy } = place;
  const before = all(place);
  const bytes = readFileSync(place.file);
  const { id } = await keep(place);
  const entry = await findBackup(createHost(), policy, target, id);
  expect((await verifyBackup({ host: createHost(), target, policy, entry })).check).toBe('verified');
  expect(readFileSync(place.file).equals(bytes)).toBe(true);
  lose();
  const lost = all(place);
  expect(lost).not.toBe(before);
  const restored = await restore(place, id);
  expect(all(place)).toBe(before);
  expect(byProgram(place, 'print(rows("pragma integrity_check"))')).toContain('ok');
  await restore(place, restored.before?.id ?? '');
  expect(all(place)).toBe(lost);
}

describe('what only the program knows that made the file comes back:', () => {
  it.each(
    share(
      [
        [
          'a collation and a function',
          `db.executescript('create table a(n text collate ICU_DE unique); insert into a values ("x"); create table b(n text); create index b_n on b(norm(n)); insert into b values ("Y");')`,
          `db.executescript('delete from a; delete from b')`,
        ],
        [
          'a table that is ordered by a collation, over many pages',
          `db.executescript('create table w(k text collate ICU_DE primary key, v) without rowid')
db.executemany('insert into w values (?, ?)', [('k%05d' % i, 'v' * (i % 700)) for i in range(3000)])
db.execute('insert into w values (?, ?)', ('long' * 3000, b'\\0' * 90000))`,
          `db.execute('delete from w where k > "k00010"')`,
        ],
        [
          'a key of two columns, one of them with a collation, turned round',
          `db.executescript('create table w(a, k text collate ICU_DE, v, primary key (k desc, a)) without rowid; insert into w values (1, "x", 2), (1.5, "y", null)')`,
          `db.execute('update w set v = 3 where a = 1')`,
        ],
        [
          'generated columns of a function, stored and not',
          `db.executescript('create table g(a text, s text generated always as (norm(a)) stored, v text generated always as (norm(a)) virtual); insert into g(a) values ("X"), ("Y")')`,
          `db.execute('update g set a = "Z" where a = "X"')`,
        ],
        [
          'a partial index with a function in its condition',
          `db.executescript('create table p(a text); create index p_a on p(a) where norm(a) = "x"; insert into p values ("X"), ("Y")')`,
          `db.execute('delete from p where a = "Y"')`,
        ],
        [
          'a check, a trigger and a view with a function',
          `db.executescript('create table c(a text check (norm(a) <> "bad")); create trigger t after insert on c begin update c set a = norm(a); end; create view vi as select norm(a) from c; insert into c values ("X")')`,
          `db.execute('delete from c')`,
        ],
        [
          'a collation in a strict table with a foreign key',
          `db.executescript('create table s(k text collate ICU_DE primary key, n int) strict; create table r(k text references s(k)); insert into s values ("a", 1); insert into r values ("a")')`,
          `db.executescript('delete from r; delete from s')`,
        ],
      ],
      2,
    ),
  )('%s', async (_, make, lose) => {
    const place = sqlitePlace();
    byProgram(place, make);
    await roundTrip(place, () => byProgram(place, lose));
  });

  it('with a log that holds what the file does not', async () => {
    const place = sqlitePlace();
    byProgram(
      place,
      `db.executescript('pragma journal_mode = wal; create table w(k text collate ICU_DE primary key) without rowid; insert into w values ("x")')`,
    );
    const before = all(place);
    const { id } = await keep(place);
    byProgram(place, `db.execute('delete from w')`);
    await restore(place, id);
    expect(all(place)).toBe(before);
  });
});

describe('tables of modules come back, whole or damaged:', () => {
  const fts = (version: string) =>
    `CREATE VIRTUAL TABLE post_fts USING ${version}(title); INSERT INTO post_fts VALUES ('hello'), ('world')`;

  it.each(
    share(
      [
        ['fts5 whose data are gone', fts('fts5'), 'DROP TABLE post_fts_data'],
        ['fts5 whose settings are gone', fts('fts5'), 'DROP TABLE post_fts_config'],
        ['fts5 whose data are rubbish', fts('fts5'), "UPDATE post_fts_data SET block = x'00112233'"],
        ['fts4 whose segments are gone', fts('fts4'), 'DROP TABLE post_fts_segdir'],
        ['fts3 whose segments are rubbish', fts('fts3'), "UPDATE post_fts_segdir SET root = x'00112233'"],
        [
          'an r-tree whose nodes are gone',
          'CREATE VIRTUAL TABLE place USING rtree(id, a, b); INSERT INTO place VALUES (1, 2, 3)',
          'DROP TABLE place_node',
        ],
        [
          'an r-tree whose nodes are rubbish',
          'CREATE VIRTUAL TABLE place USING rtree(id, a, b); INSERT INTO place VALUES (1, 2, 3)',
          "UPDATE place_node SET data = x'0011'",
        ],
      ],
      2,
    ),
  )('%s', async (_, make, damage) => {
    const place = sqlitePlace();
    place.exec(make);
    const before = all(place);
    const { id } = await keep(place);
    byProgram(place, 'db.executescript(sys.argv[2])', `pragma writable_schema = on; ${damage}`);
    const broken = all(place);
    // What is there is saved first, whole: its pages are sound.
    const restored = await restore(place, id);
    expect(all(place)).toBe(before);
    await restore(place, restored.before?.id ?? '');
    expect(all(place)).toBe(broken);
    await restore(place, id);
    expect(all(place)).toBe(before);
  });

  it.each(
    share(['fts5(title)', 'fts4(title)', 'fts3(title)', 'rtree(id, a, b)', 'geopoly(a)', 'fts5(title, content="")'], 2),
  )('%s', async (module) => {
    const place = sqlitePlace();
    place.exec(`CREATE VIRTUAL TABLE v USING ${module}`);
    const before = all(place);
    const { id } = await keep(place);
    place.exec('DROP TABLE v');
    await restore(place, id);
    expect(all(place)).toBe(before);
  });

  it('one whose module nobody here knows', async () => {
    const place = sqlitePlace();
    byProgram(
      place,
      `db.executescript('''pragma writable_schema = on;
insert into sqlite_master values ('table', 'vectors', 'vectors', 0, 'CREATE VIRTUAL TABLE vectors USING vec0(a float[3])');
create table vectors_chunks(a); insert into vectors_chunks values (1)''')`,
    );
    await roundTrip(place, () => byProgram(place, `db.execute('delete from vectors_chunks')`));
  });
});

it('views that read what is not there, and a value of thirty megabytes, come back', async () => {
  const place = sqlitePlace();
  place.exec(
    'CREATE VIEW nobody AS SELECT missing FROM nowhere; CREATE TABLE big (a); INSERT INTO big VALUES (zeroblob(30000000))',
  );
  const { id } = await keep(place);
  place.exec('DELETE FROM big; DROP VIEW nobody');
  await restore(place, id);
  expect(byProgram(place, 'print(rows("select length(a) from big"), rows("select name from sqlite_master"))')).toMatch(
    /30000000.*nobody/,
  );
});

it('a file that is encrypted, or no database, is refused with the reason, and is left as it is', async () => {
  const place = sqlitePlace();
  const rubbish = Buffer.from(Array.from({ length: 8192 }, (_, index) => (index * 31 + 7) % 251));
  writeFileSync(place.file, rubbish);
  await expect(keep(place)).rejects.toMatchObject({
    code: 'backup-failed',
    why: expect.stringContaining('not a database'),
    next: [expect.stringContaining('encrypted')],
  });
  expect(readFileSync(place.file).equals(rubbish)).toBe(true);
});

it.runIf(process.platform === 'linux')(
  'this process has the database open no more when another takes its place',
  async () => {
    const place = sqlitePlace(scratchFolder());
    const { id } = await keep(place);
    const open: string[][] = [];
    const host = tickingHost();
    const files = () =>
      readdirSync('/proc/self/fd').flatMap((name) => {
        try {
          return [readlinkSync(join('/proc/self/fd', name))];
        } catch {
          return [];
        }
      });
    const watching = Object.create(host, {
      fs: {
        value: {
          ...host.fs,
          renameSync(from: string, to: string) {
            if (to === place.file)
              open.push(files().filter((file) => file.startsWith(place.folder) && /\.db/.test(file)));
            host.fs.renameSync(from, to);
          },
        },
      },
    }) as Host;
    await restore(place, id, watching);
    expect(open).toEqual([[]]);
  },
);
