import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { type BackUpRequest, backUp } from '../../../src/backup/operations/back-up.ts';
import { listBackups } from '../../../src/backup/repository/read.ts';
import { createHost } from '../../../src/host.ts';
import { secret } from '../../../src/secrets/secret.ts';
import type { Backup } from '../../../src/types.ts';
import { hostWith, tickingHost } from '../engines/scratch.ts';
import { type SqlitePlace, sqlitePlace } from '../engines/sqlite/place.ts';

const mounted: string[] = [];
// Before the folders are removed, which is done when a test is finished. Lazily: libsql keeps a file open until
// its statements are collected.
afterEach(() => {
  for (const disk of mounted.splice(0)) expect(spawnSync('umount', ['-l', disk]).status).toBe(0);
});

async function make(place: SqlitePlace, more: Partial<BackUpRequest> = {}): Promise<Backup> {
  const result = await request(place, more);
  if (result.status === 'skipped') throw new Error(result.because);
  return result.backup;
}

function request({ target, policy }: SqlitePlace, more: Partial<BackUpRequest>) {
  const why = { reason: 'before db push', argv: ['db', 'push', '--force-reset'] };
  return backUp({ host: tickingHost(), target, policy, why, kind: 'automatic', need: 'always', ...more });
}

test('25 automatic backups in a row leave the 10 newest and every manual one', async () => {
  const place = sqlitePlace();
  const automatic: string[] = [];
  const manual: string[] = [];
  for (let round = 0; round < 25; round++) {
    place.exec(`INSERT INTO "User" (name) VALUES ('${round}')`);
    automatic.push((await make(place)).id);
    if (round % 6 === 0) manual.push((await make(place, { kind: 'manual' })).id);
  }
  const entries = await listBackups(createHost(), place.policy.backup.repository);
  expect(entries.every((entry) => entry.state === 'good')).toBe(true);
  const ids = entries.map((entry) => entry.id);
  expect(ids.toSorted()).toEqual([...automatic.slice(-10), ...manual].toSorted());
  expect(readdirSync(place.policy.backup.repository).sort()).toEqual(['.gitignore', '.locks', ...ids].sort());
});

test('retention of one database leaves those of another alone', async () => {
  const place = sqlitePlace();
  const other = sqlitePlace(place.folder, 'other.db');
  const policy = { ...place.policy, backup: { ...place.policy.backup, keep: 1 } };
  const kept = [await make({ ...other, policy }), await make({ ...place, policy })];
  const newest = await make({ ...place, policy });
  const ids = (await listBackups(createHost(), policy.backup.repository)).map((entry) => entry.id);
  expect(ids).toEqual([newest.id, kept[0]?.id]);
});

test('a cheap backup of a large database is skipped with the sizes, a due one is made all the same', async () => {
  const place = sqlitePlace();
  const policy = { ...place.policy, backup: { ...place.policy.backup, cheapBytes: 100 } };
  const result = await request({ ...place, policy }, { need: 'cheap' });
  expect(result).toEqual({
    status: 'skipped',
    isLarge: true,
    because: expect.stringMatching(/is large: \d+ kB are more than 100 B/),
  });
  expect(() => statSync(policy.backup.repository)).toThrow('ENOENT');
  await make({ ...place, policy }, { need: 'always' });
  await make({ ...place, policy }, { need: 'mandatory' });
});

test('where there is no database yet nothing is backed up and nothing stops', async () => {
  const place = sqlitePlace();
  rmSync(place.file);
  for (const need of ['cheap', 'always', 'mandatory'] as const) {
    const result = await request(place, { need });
    expect(result).toEqual({
      status: 'skipped',
      isLarge: false,
      because: expect.stringContaining('nothing there yet'),
    });
  }
});

test('a kind of database that nobody here can back up stops with what to do', async () => {
  const place = sqlitePlace();
  const target = { ...place.target, identity: { ...place.target.identity, provider: 'mongodb' as const } };
  await expect(request({ ...place, target }, {})).rejects.toMatchObject({
    code: 'backup-failed',
    why: expect.stringContaining('cannot back up a mongodb database'),
    next: [expect.stringContaining("the database's own tools")],
  });
});

test('too little space is found before the dump begins', async () => {
  const place = sqlitePlace();
  const host = hostWith({ statfs: (async () => ({ bavail: 3, bsize: 10 })) as never });
  await expect(request(place, { host })).rejects.toMatchObject({
    code: 'backup-failed',
    why: expect.stringContaining('30 B left'),
  });
  expect(readdirSync(place.policy.backup.repository).sort()).toEqual(['.gitignore', '.locks']);
});

const isRoot = process.getuid?.() === 0;

test.runIf(isRoot && process.platform === 'linux')(
  'a disk that runs full in the middle leaves no trace and the old backups',
  async () => {
    const place = sqlitePlace();
    place.exec(`INSERT INTO "User" (data) VALUES (randomblob(300000)), (randomblob(300000))`);
    const disk = mountDisk(place, 'size=1m');
    const policy = { ...place.policy, backup: { ...place.policy.backup, repository: join(disk, 'backups') } };
    const old = await make({ ...place, policy });
    // The estimate alone would stop it: here the space goes while the dump runs.
    const host = hostWith({ statfs: (async () => ({ bavail: 1e9, bsize: 1e3 })) as never });
    await expect(request({ ...place, policy }, { host })).rejects.toMatchObject({
      code: 'backup-failed',
      exitCode: 73,
    });
    expect((await listBackups(host, policy.backup.repository)).map((entry) => [entry.id, entry.state])).toEqual([
      [old.id, 'good'],
    ]);
    expect(readdirSync(policy.backup.repository).sort()).toEqual(['.gitignore', '.locks', old.id].sort());
  },
);

test.runIf(isRoot && process.platform === 'linux')('a disk that is read-only is said to be so', async () => {
  const place = sqlitePlace();
  const disk = mountDisk(place, 'ro');
  const policy = { ...place.policy, backup: { ...place.policy.backup, repository: join(disk, 'backups') } };
  await expect(request({ ...place, policy }, {})).rejects.toMatchObject({
    code: 'backup-failed',
    why: expect.stringContaining('cannot be written to'),
    next: expect.arrayContaining([expect.stringContaining('backup.repository')]),
  });
});

test.runIf(!isRoot && process.platform !== 'win32')(
  'a folder without the right to write is said to be so',
  async () => {
    const place = sqlitePlace();
    chmodSync(place.folder, 0o500);
    onTestFinished(() => chmodSync(place.folder, 0o700));
    await expect(request(place, {})).rejects.toMatchObject({
      code: 'backup-failed',
      why: expect.stringContaining('EACCES'),
    });
  },
);

test('no secret of the command line or the URL gets into the repository', async () => {
  const place = sqlitePlace();
  const target = { ...place.target, url: secret(`${place.target.url.reveal()}?password=s3cret-word`) };
  const argv = [
    'db',
    'push',
    '--url',
    'postgresql://app:Pa%2Fss@h/db',
    '--db=mysql://u:Gehe1m@h/x',
    '--token',
    'tok-123',
    'password=hid den',
  ];
  const backup = await make({ ...place, target }, { why: { reason: 'before db push', argv } });
  const text = readFileSync(join(backup.path, 'manifest.json'), 'utf8');
  for (const word of ['Pa%2Fss', 'Gehe1m', 'tok-123', 'hid den', 's3cret-word']) expect(text).not.toContain(word);
  expect(JSON.parse(text).why.argv.slice(0, 3)).toEqual(['db', 'push', '--url']);
});

/** A small disk of its own in the test's folder. */
function mountDisk(place: SqlitePlace, options: string): string {
  const disk = join(place.folder, 'disk');
  mkdirSync(disk);
  expect(spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]).status).toBe(0);
  mounted.push(disk);
  return disk;
}
