import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deleteBackup, findRemoval } from '../../../src/backup/operations/delete-backup.ts';
import { listBackups } from '../../../src/backup/repository/read.ts';
import { createHost } from '../../../src/host.ts';
import { tinyPlace, writeTiny } from '../engines/scratch.ts';
import { tinyTarget } from '../engines/tiny-engine.ts';

const host = createHost();

test('an older one, the newest good one and the last one are told apart, by their own database', async () => {
  const place = tinyPlace();
  const where = { repository: place.repository, lockTimeoutMs: 1000 };
  const old = await writeTiny(place);
  const standing = async ({ id }: { id: string }) => (await findRemoval(host, where, id)).standing;
  expect(await standing(old)).toBe('last');
  const newest = await writeTiny(place);
  const other = await writeTiny({
    ...place,
    target: { ...place.target, identity: tinyTarget(place.database, 'b').identity },
  });
  expect([await standing(old), await standing(newest), await standing(other)]).toEqual([
    'one of several',
    'newest',
    'last',
  ]);
  const removal = await findRemoval(host, where, newest.id);
  await deleteBackup(host, where, removal);
  expect((await listBackups(host, place.repository)).map(({ id }) => id).sort()).toEqual([old.id, other.id].sort());
  await expect(deleteBackup(host, where, removal)).rejects.toMatchObject({ code: 'keep-refused' });
});

test('one that became the last since the question stays', async () => {
  const place = tinyPlace();
  const where = { repository: place.repository, lockTimeoutMs: 1000 };
  const old = await writeTiny(place);
  const newest = await writeTiny(place);
  const removal = await findRemoval(host, where, old.id);
  rmSync(newest.path, { recursive: true });
  await expect(deleteBackup(host, where, removal)).rejects.toMatchObject({ code: 'keep-refused' });
  expect(await listBackups(host, place.repository)).toHaveLength(1);
});

test('a damaged one can be removed by its name, and a short name that fits two names none', async () => {
  const place = tinyPlace();
  const where = { repository: place.repository, lockTimeoutMs: 1000 };
  const damaged = await writeTiny(place);
  writeFileSync(join(damaged.path, 'manifest.json'), '{');
  await deleteBackup(host, where, await findRemoval(host, where, damaged.id.slice(-4)));
  expect(await listBackups(host, place.repository)).toEqual([]);
  const [first, second] = [await writeTiny(place), await writeTiny(place)];
  const { renameSync } = host.fs;
  renameSync(second.path, `${second.path.slice(0, -4)}${first.id.slice(-4)}`);
  await expect(findRemoval(host, where, first.id.slice(-4))).rejects.toMatchObject({
    why: expect.stringContaining('2 backups have an id that ends in'),
  });
  expect((await findRemoval(host, where, first.id)).entry.id).toBe(first.id);
});
