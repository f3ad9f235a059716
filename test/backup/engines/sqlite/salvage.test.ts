import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { expect, it, onTestFinished } from 'vitest';
import { backUp } from '../../../../src/backup/operations/back-up.ts';
import { backUpBroken } from '../../../../src/backup/operations/back-up-broken.ts';
import { restoreBackup } from '../../../../src/backup/operations/restore.ts';
import { type GoodEntry, listBackups } from '../../../../src/backup/repository/read.ts';
import { tickingHost } from '../scratch.ts';
import { type SqlitePlace, sqlitePlace } from './place.ts';

const page = 4096;

/** 3000 rows over some hundred pages; each holds its own number in words, so that its page can be found. */
function place(): SqlitePlace {
  const made = sqlitePlace();
  made.exec(`
    CREATE TABLE big (id INTEGER PRIMARY KEY, word TEXT UNIQUE, body TEXT);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
      INSERT INTO big SELECT i * 7, printf('key-%06d', i), printf('row-%06d ', i) || hex(zeroblob(60)) FROM n;
    CREATE TABLE pair (a TEXT, b INT, body TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600)
      INSERT INTO pair SELECT printf('%06d', i), i, printf('pair-%06d ', i) || hex(zeroblob(60)) FROM n;
    CREATE TABLE long (id INTEGER PRIMARY KEY, body TEXT);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)
      INSERT INTO long SELECT i, hex(zeroblob(9000)) || printf('long-%06d', i) FROM n;
    CREATE TRIGGER fires AFTER INSERT ON big BEGIN DELETE FROM long; END;
  `);
  return made;
}

/** Zeroes the one page that holds this text. */
function ruin(file: string, marker: string): void {
  const bytes = readFileSync(file);
  const at = bytes.indexOf(marker);
  if (at < 0) throw new Error(`${marker} is nowhere`);
  bytes.fill(0, Math.floor(at / page) * page, (Math.floor(at / page) + 1) * page);
  writeFileSync(file, bytes);
}

async function salvaged({ target, policy }: SqlitePlace) {
  const host = tickingHost();
  const why = { reason: 'manual', argv: [] };
  const result = await backUpBroken({ host, target, policy, why, kind: 'manual', need: 'always' });
  const [entry] = await listBackups(host, policy.backup.repository);
  if (entry?.state !== 'good') throw new Error(`no backup: ${JSON.stringify(entry)}`);
  return { result, entry, lost: entry.manifest.incomplete ?? [] };
}

function read(entry: GoodEntry, sql: string): Record<string, unknown>[] {
  const database = new Database(join(entry.path, 'database.sqlite'), { readonly: true });
  try {
    return database.prepare(sql).all() as Record<string, unknown>[];
  } finally {
    database.close();
  }
}

it('makes a whole backup of a database that is well', async () => {
  const { result, entry } = await salvaged(place());
  expect(result.status).toBe('made');
  expect(entry.manifest.incomplete).toBeUndefined();
});

it('copies every row around two damaged pages, names those that are lost, and keeps the bytes of the file', async () => {
  const broken = place();
  ruin(broken.file, 'row-001000');
  ruin(broken.file, 'row-001100');
  const bytes = readFileSync(broken.file);
  const { result, entry, lost } = await salvaged(broken);
  expect(result.status).toBe('partial');
  expect(lost).toEqual([
    expect.stringMatching(/^table big: \d+ of 3000 rows are missing \(rowid \d+ to \d+, \d+ to \d+\)$/),
  ]);

  const ids = new Set(read(entry, 'SELECT id FROM big').map((row) => Number(row['id'])));
  const inRanges = [...(lost[0] ?? '').matchAll(/(\d+) to (\d+)/g)].map(
    ([, from, to]) => [Number(from), Number(to)] as const,
  );
  for (let i = 1; i <= 3000; i++) {
    const isLost = inRanges.some(([from, to]) => i * 7 >= from && i * 7 <= to);
    expect(ids.has(i * 7), `row ${i}`).toBe(!isLost);
  }
  expect(ids.size).toBeGreaterThan(2900);
  expect(lost[0]).toContain(`${3000 - ids.size} of 3000`);
  expect(read(entry, 'SELECT count(*) AS n FROM "User"')).toEqual([{ n: 3 }]);
  expect(read(entry, 'SELECT count(*) AS n FROM long')).toEqual([{ n: 20 }]);
  expect(entry.manifest.objects.map(({ name }) => name)).toEqual(expect.arrayContaining(['fires', 'by_name', 'names']));
  expect(readFileSync(join(entry.path, 'raw/database')).equals(bytes)).toBe(true);
  expect(readFileSync(broken.file).equals(bytes)).toBe(true);
});

it('loses one row, and not its neighbours, where a page of a long value is damaged', async () => {
  const broken = place();
  ruin(broken.file, 'long-000007');
  const bytes = readFileSync(broken.file);
  // The chain of the value's pages ends early where a page is zeroed: the text would be full of NUL. A wild pointer fails.
  bytes.writeUInt32BE(0xfffffff, previousPage(bytes));
  writeFileSync(broken.file, bytes);
  const { lost, entry } = await salvaged(broken);
  expect(lost).toEqual(['table long: 1 of 20 rows are missing (rowid 7)']);
  expect(read(entry, 'SELECT id FROM long').map((row) => row['id'])).not.toContain(7);
});

it('copies the first rows of a table without rowids', async () => {
  const broken = place();
  ruin(broken.file, 'pair-000300');
  const { lost, entry } = await salvaged(broken);
  const [row] = read(entry, 'SELECT count(*) AS n FROM pair');
  expect(Number(row?.['n'])).toBeGreaterThan(200);
  expect(lost).toEqual([expect.stringContaining('table pair: ')]);
});

it('keeps the bytes where nothing else can be read', async () => {
  const broken = place();
  const bytes = readFileSync(broken.file);
  bytes.fill(7, 0, page);
  writeFileSync(broken.file, bytes);
  const { entry, lost } = await salvaged(broken);
  expect(lost).toEqual([expect.stringMatching(/^the file: .*not a database/)]);
  expect(entry.manifest.tables).toEqual([]);
  expect(readFileSync(join(entry.path, 'raw/database')).equals(bytes)).toBe(true);
});

it('copies what is before the end of a file that is cut off', async () => {
  const broken = place();
  truncateSync(broken.file, page * 40);
  const { entry, lost } = await salvaged(broken);
  expect(read(entry, 'SELECT count(*) AS n FROM "User"')).toEqual([{ n: 3 }]);
  expect(lost.join('\n')).toMatch(/table big/);
});

it('reads the log of a database whose writer died, and leaves log and file as they are', async () => {
  const broken = place();
  broken.exec('PRAGMA journal_mode = wal');
  const writer = new Database(broken.file);
  writer.exec("PRAGMA wal_autocheckpoint = 0; INSERT INTO big VALUES (1, 'late', 'late')");
  copyFileSync(broken.file, `${broken.file}.copy`);
  copyFileSync(`${broken.file}-wal`, `${broken.file}.copy-wal`);
  writer.close();
  copyFileSync(`${broken.file}.copy`, broken.file);
  copyFileSync(`${broken.file}.copy-wal`, `${broken.file}-wal`);
  ruin(broken.file, 'row-001000');
  const before = [readFileSync(broken.file), readFileSync(`${broken.file}-wal`)];
  const { entry } = await salvaged(broken);
  expect(read(entry, 'SELECT word FROM big WHERE id = 1')).toEqual([{ word: 'late' }]);
  expect(readFileSync(join(entry.path, 'raw/database-wal')).equals(before[1] as Buffer)).toBe(true);
  expect(readFileSync(broken.file).equals(before[0] as Buffer)).toBe(true);
});

const isRoot = process.getuid?.() === 0;

it.runIf(isRoot && process.platform === 'linux')(
  'keeps on a full disk what fits, the smallest tables first, and says what did not',
  async () => {
    const broken = place();
    broken.exec('CREATE TABLE huge (id INTEGER PRIMARY KEY, body BLOB)');
    for (let i = 0; i < 30; i++) broken.exec('INSERT INTO huge (body) VALUES (randomblob(100000))');
    ruin(broken.file, 'row-001000');
    const disk = join(broken.folder, 'disk');
    mkdirSync(disk);
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]).status).toBe(0);
    onTestFinished(() => void spawnSync('umount', ['-l', disk]));
    const policy = { ...broken.policy, backup: { ...broken.policy.backup, repository: join(disk, 'backups') } };
    const { entry, lost } = await salvaged({ ...broken, policy });
    expect(read(entry, 'SELECT count(*) AS n FROM "User"')).toEqual([{ n: 3 }]);
    expect(read(entry, 'SELECT count(*) AS n FROM pair')).toEqual([{ n: 600 }]);
    expect(lost).toContainEqual(expect.stringMatching(/^table \w+: .*there is no space left for them/));
    expect(lost).toContainEqual(expect.stringMatching(/^the bytes of the file .*: ENOSPC$/));
  },
);

it('is no backup that anything relies on: neither the newest nor one that retention counts', async () => {
  const broken = place();
  const host = tickingHost();
  const { target, policy } = broken;
  await backUp({ host, target, policy, why: { reason: 'x', argv: [] }, kind: 'automatic', need: 'always' });
  const [whole] = await listBackups(host, policy.backup.repository);
  ruin(broken.file, 'row-001000');
  const { findBackup } = await import('../../../../src/backup/operations/find-backup.ts');
  await salvaged(broken);
  expect((await findBackup(host, policy, target, 'latest')).id).toBe(whole?.id);
});

it('restores a partial backup as what it is, in the place of the damaged file', async () => {
  const broken = place();
  ruin(broken.file, 'row-001000');
  const { entry } = await salvaged(broken);
  const { target, policy } = broken;
  const restored = await restoreBackup({
    host: tickingHost(),
    target,
    policy,
    entry,
    ontoOther: false,
    argv: [],
    acceptLoss: async () => {},
  });
  expect(restored.before?.id).toContain('before-restore');
  expect(readdirSync(broken.folder).filter((name) => name.includes('.broken-'))).toHaveLength(1);
  expect(broken.count('big')).toBe(read(entry, 'SELECT id FROM big').length);
});

/** Where the page before the one with this text points to it: the pages of a value are a chain of numbers. */
function previousPage(bytes: Buffer): number {
  const zero = Array.from({ length: bytes.length / page }, (_, index) => index).find((index) =>
    bytes.subarray(index * page, (index + 1) * page).every((byte) => byte === 0),
  );
  const wanted = (zero ?? 0) + 1;
  for (let at = 0; at < bytes.length; at += page) if (bytes.readUInt32BE(at) === wanted) return at;
  throw new Error('no page points there');
}
