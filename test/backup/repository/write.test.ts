import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BackupEngine } from '../../../src/backup/engines/contract.ts';
import { isBackupId, newBackupId } from '../../../src/backup/manifest/format.ts';
import { backupFault } from '../../../src/backup/operations/faults.ts';
import { listBackups } from '../../../src/backup/repository/read.ts';
import type { InterlockError } from '../../../src/errors/interlock-error.ts';
import { createHost } from '../../../src/host.ts';
import { hostWith, tinyPlace, writeTiny } from '../engines/scratch.ts';
import { tinyEngine } from '../engines/tiny-engine.ts';

test('a backup is a folder whose name tells when, of what and why', () => {
  const at = new Date('2026-11-22T12:10:05.678Z');
  const identity = { provider: 'postgresql', host: 'localhost', port: 5432, database: 'My Äpp!' } as const;
  const id = newBackupId(at, identity, 'before migrate reset');
  expect(id).toMatch(/^2026-11-22T12-10-05Z_my-app_before-migrate-reset_[a-z2-7]{4}$/);
  expect(isBackupId(id)).toBe(true);
});

test('an SQLite backup is named after the file alone, and a name of nothing but signs still makes a folder', () => {
  const at = new Date();
  const sqlite = { provider: 'sqlite', host: '', port: 0, database: '/srv/geheim/dev.db' } as const;
  expect(newBackupId(at, sqlite, '../../..')).toMatch(/Z_dev-db_backup_[a-z2-7]{4}$/);
  expect(newBackupId(at, { ...sqlite, database: '/x/データ' }, 'x')).toMatch(/Z_database_x_/);
});

test('a whole backup says what is in it, privately, and git never sees the repository', async () => {
  const place = tinyPlace();
  const backup = await writeTiny(place);
  expect(readdirSync(place.repository).sort()).toEqual(['.gitignore', '.locks', backup.id]);
  expect(readFileSync(join(place.repository, '.gitignore'), 'utf8')).toBe('*\n');
  expect(statSync(place.repository).mode & 0o777).toBe(0o700);
  expect(statSync(backup.path).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(backup.path)) expect(statSync(join(backup.path, name)).mode & 0o777).toBe(0o600);
  const [entry] = await listBackups(createHost(), place.repository);
  expect(entry).toMatchObject({
    state: 'good',
    size: statSync(join(backup.path, 'tiny.json')).size,
    manifest: {
      format: 1,
      kind: 'automatic',
      why: { reason: 'before db push', argv: ['db', 'push'] },
      target: { label: 'tiny@localhost' },
      tables: [
        { name: 'User', rows: 3 },
        { name: 'Post', rows: 0 },
      ],
      excluded: ['roles'],
      check: 'inspected',
    },
  });
});

test('scratch files of a dump tool do not get into a backup', async () => {
  const place = tinyPlace();
  const messy: BackupEngine = {
    ...tinyEngine,
    async dump(context, folder) {
      mkdirSync(join(folder, 'deep'));
      writeFileSync(join(folder, 'deep', '.pgpass'), 's3cret');
      return tinyEngine.dump(context, folder);
    },
  };
  const backup = await writeTiny(place, { engine: messy });
  expect(readdirSync(backup.path, { recursive: true })).not.toContain(join('deep', '.pgpass'));
});

for (const [code, words] of [
  ['ENOSPC', 'no space left'],
  ['EROFS', 'cannot be written'],
  ['EACCES', 'cannot be written'],
  ['EIO', 'EIO'],
] as const) {
  test(`${code} at any write leaves no trace of the backup and says what to do`, async () => {
    for (const name of ['open', 'rename', 'chmod'] as const) {
      const place = tinyPlace();
      await writeTiny(place);
      const before = readdirSync(place.repository).sort();
      const real = createHost().fs.promises[name] as (...words: unknown[]) => Promise<unknown>;
      const host = hostWith({
        [name]: (path: string, ...rest: unknown[]) =>
          path.includes('.partial-') ? Promise.reject(Object.assign(new Error('x'), { code })) : real(path, ...rest),
      });
      const error = await writeTiny(place, { host }).catch((problem) => backupFault(problem, place.repository));
      expect(error).toMatchObject({ code: 'backup-failed', exitCode: 73, why: expect.stringContaining(words) });
      expect((error as InterlockError).next.length).toBeGreaterThan(0);
      expect(readdirSync(place.repository).sort()).toEqual(before);
    }
  });
}

test('a manifest that would not be readable again is not written', async () => {
  const place = tinyPlace();
  const broken = { ...place.target, label: undefined as unknown as string };
  await expect(writeTiny({ ...place, target: broken })).rejects.toThrow();
  expect(readdirSync(place.repository)).toEqual(['.gitignore', '.locks']);
});
