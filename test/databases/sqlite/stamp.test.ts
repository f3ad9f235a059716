import { copyFileSync, existsSync, mkdtempSync, realpathSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { expect, onTestFinished, test } from 'vitest';
import {
  besideName,
  carryMark,
  keepMark,
  readStamp,
  removeStamp,
  writeStamp,
} from '../../../src/databases/sqlite/stamp.ts';
import { createHost } from '../../../src/host.ts';
import type { Stamp } from '../../../src/types.ts';

const host = createHost();

function run(file: string, sql: string): void {
  const database = new Database(file);
  database.exec(sql);
  database.close();
}

function numbersOf(file: string): unknown[] {
  const database = new Database(file);
  const rows = ['application_id', 'user_version'].map((name) =>
    database.prepare(`SELECT * FROM pragma_${name}()`).all(),
  );
  database.close();
  return rows.flat().flatMap((row) => Object.values(row as object));
}

function place(sql = 'CREATE TABLE a (b)'): { dir: string; file: string } {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'stamp-')));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const file = join(dir, 'dev.db');
  run(file, sql);
  return { dir, file };
}

const stampOf = (file: string, place: Stamp['place'] = 'production', first = 'a'): Stamp => ({
  place,
  id: `${first}0000000-0000-4000-8000-000000000001`,
  identity: { provider: 'sqlite', server: '', database: file },
  address: 'key dev.db',
  by: 'ann@desk',
  at: '2026-11-29T10:00:00.000Z',
});

const anywhere = { provider: 'sqlite', server: '', database: '' };

test.each([
  'CREATE TABLE a (b)',
  'PRAGMA journal_mode = wal; CREATE TABLE a (b)',
  'PRAGMA user_version = 3',
  'PRAGMA application_id = 9',
])('a stamp is read as it was written, and can be taken off: %s', async (sql) => {
  const { file } = place(sql);
  const before = numbersOf(file);
  expect(readStamp(host, file)).toBe('none');
  for (const word of ['test', 'development', 'staging', 'production'] as const) {
    await writeStamp(host, file, stampOf(file, word));
    expect(readStamp(host, file)).toEqual(stampOf(file, word));
    // Numbers that are in use are somebody's.
    if (sql.includes('= 3') || sql.includes('= 9')) expect(numbersOf(file)).toEqual(before);
  }
  await removeStamp(host, file);
  expect(readStamp(host, file)).toBe('none');
  expect([numbersOf(file), existsSync(besideName(file))]).toEqual([before, false]);
});

test('a copy of the file alone, a moved and a linked one keep the word, and are those of another database', async () => {
  const { dir, file } = place();
  await writeStamp(host, file, stampOf(file));
  const [copied, moved] = [join(dir, 'copy.db'), join(dir, 'moved.db')];
  copyFileSync(file, copied);
  expect(readStamp(host, copied)).toMatchObject({ place: 'production', identity: anywhere });
  renameSync(file, moved);
  expect(readStamp(host, moved)).toMatchObject({ place: 'production', identity: anywhere });
  // What was said of the place itself is still said of it.
  expect(readStamp(host, file)).toMatchObject({ place: 'production', identity: { database: file } });
});

test.each(['test', 'development'] as const)(
  'another file at the place of one that was %s is not that',
  async (mild) => {
    const { dir, file } = place();
    await writeStamp(host, file, stampOf(file, mild));
    const other = join(dir, 'other.db');
    run(other, 'CREATE TABLE precious (a)');
    copyFileSync(other, file);
    expect(readStamp(host, file)).toMatchObject({ place: mild, identity: anywhere });
    await writeStamp(host, other, stampOf(other, 'production', 'b'));
    copyFileSync(other, file);
    expect(readStamp(host, file)).toMatchObject({ place: 'production', identity: anywhere });
  },
);

test('a stricter stamp beside the file is not weakened by the mark of a milder one in it', async () => {
  const { dir, file } = place();
  await writeStamp(host, file, stampOf(file, 'production'));
  const other = join(dir, 'other.db');
  run(other, 'CREATE TABLE a (b)');
  await writeStamp(host, other, stampOf(other, 'test', 'b'));
  copyFileSync(other, file);
  expect(readStamp(host, file)).toMatchObject({ place: 'production', by: 'ann@desk' });
});

test.each(['test', 'production'] as const)(
  '%s is put back after a truncation, where it was there before',
  async (word) => {
    const { file } = place();
    await writeStamp(host, file, stampOf(file, word));
    const putBack = keepMark(host, file);
    truncateSync(file, 0);
    // Nothing is in it that could be lost.
    expect(readStamp(host, file)).toEqual(stampOf(file, word));
    run(file, 'CREATE TABLE new (b)');
    await putBack?.();
    expect(readStamp(host, file)).toEqual(stampOf(file, word));
    // What came without a mark gets none.
    truncateSync(file, 0);
    run(file, 'CREATE TABLE other (b)');
    expect(keepMark(host, file)).toBeUndefined();
  },
);

test('a copy that takes the place of a file gets the mark of that place, in place of its own', async () => {
  const { dir, file } = place();
  const backup = join(dir, 'backup.db');
  copyFileSync(file, backup);
  await writeStamp(host, file, stampOf(file));
  await carryMark(host, file, backup);
  renameSync(backup, file);
  expect(readStamp(host, file)).toEqual(stampOf(file));
  // And the other way round: a backup that was made while it was stamped, of what is not any more.
  const stamped = join(dir, 'stamped.db');
  copyFileSync(file, stamped);
  await removeStamp(host, file);
  await carryMark(host, file, stamped);
  renameSync(stamped, file);
  expect(readStamp(host, file)).toBe('none');
});

test('a copy for a place where nothing is keeps its own mark', async () => {
  const { dir, file } = place();
  await writeStamp(host, file, stampOf(file));
  const copy = join(dir, 'copy.db');
  copyFileSync(file, copy);
  await carryMark(host, join(dir, 'gone.db'), copy);
  expect(readStamp(host, copy)).toMatchObject({ place: 'production', identity: anywhere });
});
