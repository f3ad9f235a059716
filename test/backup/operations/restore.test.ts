import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backUp } from '../../../src/backup/operations/back-up.ts';
import { findBackup } from '../../../src/backup/operations/find-backup.ts';
import { restoreBackup } from '../../../src/backup/operations/restore.ts';
import type { RestoreRequest } from '../../../src/backup/operations/restore-request.ts';
import { type GoodEntry, listBackups } from '../../../src/backup/repository/read.ts';
import { createHost } from '../../../src/host.ts';
import { tickingHost } from '../engines/scratch.ts';
import { type SqlitePlace, sqlitePlace } from '../engines/sqlite/place.ts';

const host = createHost();

async function make({ target, policy }: SqlitePlace): Promise<GoodEntry> {
  const why = { reason: 'before db push', argv: [] };
  const result = await backUp({ host: tickingHost(), target, policy, why, kind: 'automatic', need: 'always' });
  if (result.status === 'skipped') throw new Error(result.because);
  return findBackup(host, policy, target, result.backup.id);
}

function restore({ target, policy }: SqlitePlace, entry: GoodEntry, more: Partial<RestoreRequest> = {}) {
  return restoreBackup({ host: tickingHost(), target, policy, entry, ontoOther: false, argv: [], ...more });
}

test('every row and object is back, and the state before the restore is a backup that can be restored too', async () => {
  const place = sqlitePlace();
  const entry = await make(place);
  place.exec(`DELETE FROM "User"; DROP VIEW names; CREATE TABLE "Later" (id INTEGER)`);
  const { before, manifest } = await restore(place, entry);
  expect(manifest.tables.map(({ name, rows }) => [name, rows])).toEqual(
    expect.arrayContaining([
      ['User', 3],
      ['Empty', 0],
    ]),
  );
  expect(place.count('User')).toBe(3);
  expect(place.count('names')).toBe(3);
  expect(() => place.count('Later')).toThrow(/no such table/);
  expect(before?.id).toContain('_before-restore_');
  await restore(place, await findBackup(host, place.policy, place.target, before?.id ?? ''));
  expect(place.count('User')).toBe(0);
  expect(place.count('Later')).toBe(0);
});

test('a database that is gone is restored without a backup of its present state', async () => {
  const place = sqlitePlace();
  const entry = await make(place);
  rmSync(place.file);
  expect((await restore(place, entry)).before).toBeUndefined();
  expect(place.count('User')).toBe(3);
});

test('the oldest backup can be restored although the backup of the present state makes it one too many', async () => {
  const place = sqlitePlace();
  const policy = { ...place.policy, backup: { ...place.policy.backup, keep: 1 } };
  const entry = await make({ ...place, policy });
  place.exec(`DELETE FROM "User"`);
  await restore({ ...place, policy }, entry);
  expect(place.count('User')).toBe(3);
  expect((await listBackups(host, policy.backup.repository)).map(({ id }) => id)).toContain(entry.id);
});

test('a backup with one flipped bit is refused, and neither the database nor the repository changes', async () => {
  const place = sqlitePlace();
  const entry = await make(place);
  const payload = join(entry.path, entry.manifest.files[0]?.path ?? '');
  const bytes = readFileSync(payload);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(payload, bytes);
  const [database, repository] = [readFileSync(place.file), readdirSync(place.policy.backup.repository)];
  await expect(restore(place, entry)).rejects.toMatchObject({
    code: 'restore-refused',
    why: expect.stringContaining('was changed after'),
  });
  expect(readFileSync(place.file).equals(database)).toBe(true);
  expect(readdirSync(place.policy.backup.repository)).toEqual(repository);
});

test('a payload that holds something else than the manifest says is refused with the tables that differ', async () => {
  const place = sqlitePlace();
  const entry = await make(place);
  const tables = entry.manifest.tables.map((table) => (table.name === 'User' ? { ...table, rows: 4 } : table));
  const other = { ...entry, manifest: { ...entry.manifest, tables } };
  const database = readFileSync(place.file);
  await expect(restore(place, other)).rejects.toMatchObject({
    code: 'restore-refused',
    why: expect.stringContaining('table User has 3 rows in place of 4'),
  });
  expect(readFileSync(place.file).equals(database)).toBe(true);
  expect(readdirSync(place.folder).sort()).toEqual(['backups', 'dev.db']);
});

test('a backup of another database is refused until it is asked for', async () => {
  const place = sqlitePlace();
  const other = sqlitePlace(place.folder, 'other.db');
  other.exec(`DELETE FROM "User"`);
  const entry = await make(other);
  await expect(restore(place, entry)).rejects.toMatchObject({
    code: 'restore-refused',
    next: [expect.stringContaining('--onto-other-database')],
  });
  expect(place.count('User')).toBe(3);
  await restore(place, entry, { ontoOther: true });
  expect(place.count('User')).toBe(0);
});

test('a present state that cannot be backed up stops the restore', async () => {
  const place = sqlitePlace();
  const entry = await make(place);
  writeFileSync(place.file, 'this is no database, but perhaps somebody needs it');
  await expect(restore(place, entry)).rejects.toMatchObject({ code: 'backup-failed' });
  expect(readFileSync(place.file, 'utf8')).toContain('perhaps somebody needs it');
});

test('a backup is named by its id, its last letters, or as the latest of this database', async () => {
  const place = sqlitePlace();
  const other = sqlitePlace(place.folder, 'other.db');
  const first = await make(place);
  const second = await make(place);
  await make(other);
  const find = async (word: string) => (await findBackup(host, place.policy, place.target, word)).id;
  expect(await find(first.id)).toBe(first.id);
  expect(await find(first.id.slice(-4))).toBe(first.id);
  expect(await find('latest')).toBe(second.id);
  await expect(find('zzzz')).rejects.toMatchObject({ code: 'restore-refused', why: expect.stringContaining('"zzzz"') });
  writeFileSync(join(second.path, 'manifest.json'), '{');
  expect(await find('latest')).toBe(first.id);
  await expect(find(second.id)).rejects.toMatchObject({
    why: expect.stringContaining('is damaged: its manifest is not JSON'),
  });
});

for (const [name, meddle, what] of [
  [
    'has been written to by another program',
    (place: SqlitePlace) => place.exec(`INSERT INTO "User" (name) VALUES ('new')`),
    'the database now differs',
  ],
  ['cannot be read', (place: SqlitePlace) => writeFileSync(place.file, 'x'.repeat(5000)), 'could not be compared'],
] as const) {
  test(`a database that ${name} right after the swap is reported as replaced, with the way back`, async () => {
    const place = sqlitePlace();
    const entry = await make(place);
    const renameSync: typeof host.fs.renameSync = (from, to) => {
      host.fs.renameSync(from, to);
      meddle(place);
    };
    const meddling = Object.create(tickingHost(), { fs: { value: { ...host.fs, renameSync } } });
    const error = await restore(place, entry, { host: meddling }).catch((problem) => problem);
    expect(error).toMatchObject({
      code: 'restore-refused',
      message: expect.stringContaining(what),
      state: 'The database was replaced by the backup.',
      next: [expect.stringMatching(/restore .*_before-restore_/)],
    });
  });
}
