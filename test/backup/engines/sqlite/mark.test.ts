import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listBackups } from '../../../../src/backup/repository/read.ts';
import '../../../support/needs.ts';
import { createHost } from '../../../../src/host.ts';
import { share } from '../../../support/sweep.ts';
import { expectNew, expectOld, watch } from '../watched.ts';
import { type SqlitePlace, sqlitePlace } from './place.ts';

const setup = `
  CREATE TABLE parent (id INTEGER PRIMARY KEY, n INT);
  CREATE TABLE child (id INTEGER PRIMARY KEY, parent REFERENCES parent ON DELETE CASCADE);
  CREATE TABLE bare (id TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE VIRTUAL TABLE found USING fts5(body);
  CREATE VIRTUAL TABLE place USING rtree(id, a, b);
  CREATE TRIGGER t AFTER INSERT ON parent BEGIN INSERT INTO child VALUES (new.id, new.id); END;
  INSERT INTO parent VALUES (1, 1), (2, 2);
`;

/** Another program that has the file open as long as the test runs, so that the log stays. */
async function inOtherProgram(place: SqlitePlace): Promise<(sql: string) => Promise<void>> {
  const program = `const Libsql = require(${JSON.stringify(createRequire(import.meta.url).resolve('libsql'))});
    const connection = new Libsql(process.argv[1]);
    require('node:readline').createInterface({ input: process.stdin })
      .on('line', (sql) => { connection.exec(sql); process.stdout.write('done'); });`;
  const child = spawn(process.execPath, ['-e', program, place.file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return async (sql) => {
    child.stdin.write(`${sql}\n`);
    await Promise.race([
      once(child.stdout, 'data'),
      ended.then(() => Promise.reject(new Error(`it ended at: ${sql}`))),
    ]);
  };
}

const writes = [
  ['an insert', 'INSERT INTO parent VALUES (3, 3)'],
  ['an insert in a savepoint', 'SAVEPOINT a; INSERT INTO child VALUES (90, 1); RELEASE a'],
  ['an update', 'UPDATE parent SET n = 7 WHERE id = 1'],
  ['an upsert', 'INSERT INTO parent VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET n = 8'],
  ['a replace', 'INSERT OR REPLACE INTO bare VALUES (1)'],
  ['a delete that cascades', 'PRAGMA foreign_keys = on; DELETE FROM parent WHERE id = 2'],
  ['a delete of all rows', 'DELETE FROM child'],
  ['a row of a table without numbers', "INSERT INTO bare VALUES ('x')"],
  ['a row of a text index', "INSERT INTO found VALUES ('hello world')"],
  ['another setting of a text index', "INSERT INTO found (found, rank) VALUES ('automerge', 2)"],
  ['a row of a space index', 'INSERT INTO place VALUES (1, 2, 3)'],
  [
    'a number that AUTOINCREMENT remembers',
    `INSERT INTO "User" (name) VALUES ('x'); DELETE FROM "User" WHERE name = 'x'`,
  ],
  ['a position of AUTOINCREMENT', "UPDATE sqlite_sequence SET seq = 500 WHERE name = 'User'"],
  ['a large value', 'INSERT INTO "User" (data) VALUES (randomblob(300000))'],
  ['an empty value in the place of none', `UPDATE "User" SET data = x'' WHERE data IS NULL`],
  ['a table', 'CREATE TABLE fresh (a)'],
  ['a table that goes', 'DROP TABLE "Empty"'],
  ['a table made of a query', 'CREATE TABLE copied AS SELECT * FROM parent'],
  ['a column', 'ALTER TABLE parent ADD COLUMN more INT DEFAULT 1'],
  ['another name of a column', 'ALTER TABLE parent RENAME COLUMN n TO number'],
  ['another name of a table', 'ALTER TABLE child RENAME TO kid'],
  ['a column that goes', 'ALTER TABLE parent DROP COLUMN n'],
  ['an index', 'CREATE INDEX by_n ON parent (n) WHERE n > 1'],
  ['an index that goes', 'DROP INDEX by_name'],
  ['a view', 'CREATE VIEW all_of_it AS SELECT * FROM parent'],
  ['a view that goes', 'DROP VIEW names'],
  ['a trigger', 'CREATE TRIGGER more AFTER DELETE ON parent BEGIN SELECT 1; END'],
  ['a trigger that goes', 'DROP TRIGGER t'],
  ['statistics', 'ANALYZE'],
  ['a version of the user', 'PRAGMA user_version = 5'],
  ['an application', 'PRAGMA application_id = 5'],
  [
    'a definition written by hand',
    "PRAGMA writable_schema = on; UPDATE sqlite_master SET sql = sql || ' ' WHERE name = 'names'",
  ],
] as const;

describe.each(['delete', 'wal'])('in %s mode a new backup is made after', (mode) => {
  it.each(share(writes, 3))('%s', async (_, sql) => {
    const place = sqlitePlace();
    place.exec(`${setup} PRAGMA journal_mode = ${mode};`);
    await expectNew(watch(place.target), () => place.exec(sql));
  });

  it.each(share(writes.slice(0, 5), 3))('%s, of a program that has the file open', async (_, sql) => {
    const place = sqlitePlace();
    place.exec(`${setup} PRAGMA journal_mode = ${mode};`);
    const other = await inOtherProgram(place);
    await other('PRAGMA wal_autocheckpoint = 0; INSERT INTO parent VALUES (50, 1)');
    await expectNew(watch(place.target), () => other(sql));
  });
});

describe('a new backup is made after', () => {
  it.each(
    share(
      [
        ['the mode of the journal', (place: SqlitePlace) => place.exec('PRAGMA journal_mode = wal')],
        [
          'a byte that was changed under its time and size',
          ({ file }: SqlitePlace) => {
            const { atime, mtime } = statSync(file);
            const bytes = readFileSync(file);
            const at = bytes.indexOf('Zoë');
            bytes[at] = 'z'.charCodeAt(0);
            writeFileSync(file, bytes);
            utimesSync(file, atime, mtime);
          },
        ],
        [
          'another file in its place',
          (place: SqlitePlace) => {
            const other = sqlitePlace();
            other.exec('INSERT INTO "User" (name) VALUES (\'other\')');
            copyFileSync(other.file, place.file);
          },
        ],
        [
          'a page that is missing at its end',
          ({ file }: SqlitePlace) => truncateSync(file, statSync(file).size - 4096),
        ],
      ],
      3,
    ),
  )('%s', async (_, write) => {
    const place = sqlitePlace();
    const { keep } = watch(place.target);
    const first = await keep();
    expect(await keep()).toEqual({ ...first, isOld: true });
    write(place);
    const next = await keep().catch(() => ({ isOld: false }));
    expect(next.isOld).toBe(false);
  });
});

describe('no new backup is made after', () => {
  it.each(['delete', 'wal'])('nothing, thirty times, in %s mode', async (mode) => {
    const place = sqlitePlace();
    place.exec(`${setup} PRAGMA journal_mode = ${mode};`);
    const watched = watch(place.target);
    for (let round = 0; round <= 30; round++) expect((await watched.keep()).isOld).toBe(round > 0);
    expect(await listBackups(createHost(), watched.policy.backup.repository)).toHaveLength(1);
  });

  it.each(
    share(
      [
        ['reading', 'SELECT * FROM "User"'],
        ['what is taken back', 'BEGIN; DELETE FROM "User"; ROLLBACK'],
        ['a log that is taken in', 'PRAGMA wal_checkpoint(TRUNCATE)'],
        ['a log that is taken in and kept', 'PRAGMA wal_checkpoint(PASSIVE)'],
      ],
      3,
    ),
  )('%s', async (_, sql) => {
    const place = sqlitePlace();
    place.exec(`${setup} PRAGMA journal_mode = wal;`);
    const other = await inOtherProgram(place);
    await other('PRAGMA wal_autocheckpoint = 0; INSERT INTO parent VALUES (50, 1)');
    const watched = watch(place.target);
    await expectOld(watched, () => other(sql));
    // What the log began anew with is a write again.
    await expectNew(watched, () => other('INSERT INTO parent VALUES (51, 1)'));
    await expectNew(watched, () => other('DELETE FROM parent WHERE id = 51'));
  });

  it('a program that writes all the time and puts back what was there, but only where it did', async () => {
    const place = sqlitePlace();
    const { keep } = watch(place.target);
    await keep();
    place.exec('INSERT INTO "User" (name) VALUES (\'x\')');
    expect((await keep()).isOld).toBe(false);
    const bytes = readFileSync(place.file);
    place.exec('DELETE FROM "User"');
    writeFileSync(place.file, bytes);
    expect((await keep()).isOld).toBe(true);
  });

  it.each([512, 65_536])('nothing, with pages of %i bytes and a log', async (size) => {
    const place = sqlitePlace();
    place.exec(`PRAGMA page_size = ${size}; VACUUM; PRAGMA journal_mode = wal;`);
    const other = await inOtherProgram(place);
    await other(`PRAGMA wal_autocheckpoint = 0; INSERT INTO "User" (data) VALUES (randomblob(1500000))`);
    const watched = watch(place.target);
    const first = await watched.keep();
    expect(await watched.keep()).toEqual({ ...first, isOld: true });
    expect(statSync(join(place.folder, 'dev.db-wal')).size).toBeGreaterThan(1_000_000);
  });
});
