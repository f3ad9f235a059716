import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backUp } from '../../../src/backup/operations/back-up.ts';
import type { ProjectFiles } from '../../../src/backup/operations/project-files.ts';
import { verifyBackup } from '../../../src/backup/operations/verify.ts';
import type { GoodEntry } from '../../../src/backup/repository/read.ts';
import { listBackups } from '../../../src/backup/repository/read.ts';
import type { Pin } from '../../../src/backup/repository/write.ts';
import { createHost } from '../../../src/host.ts';
import { tickingHost } from '../engines/scratch.ts';
import { type SqlitePlace, sqlitePlace } from '../engines/sqlite/place.ts';

const files = (text: string): ProjectFiles => new Map([['prisma/schema.prisma', Buffer.from(text)]]);

interface Situation {
  readonly project?: ProjectFiles | undefined;
  readonly mustBeVerified?: boolean;
  readonly pin?: Pin;
  readonly reason?: string;
  readonly kind?: 'automatic' | 'manual';
}

async function keep(place: SqlitePlace, situation: Situation = {}): Promise<{ id: string; isOld: boolean }> {
  const { mustBeVerified = false, pin, reason = 'before db push', kind = 'automatic' } = situation;
  const project = 'project' in situation ? situation.project : files('model A {}');
  const made = await backUp({
    host: tickingHost(),
    target: place.target,
    policy: place.policy,
    why: { reason, argv: [] },
    kind,
    need: 'always',
    pin,
    project,
    unlessUnchanged: { mustBeVerified },
  });
  if (made.status !== 'made') throw new Error(made.because);
  return { id: made.backup.id, isOld: made.unchanged !== undefined };
}

async function newest({ policy }: SqlitePlace): Promise<GoodEntry> {
  const [entry] = await listBackups(createHost(), policy.backup.repository);
  if (entry?.state !== 'good') throw new Error('it is damaged');
  return entry;
}

test.each([
  ['the files of the project have changed', { project: files('model B {}') }],
  ['the files of the project cannot be read', { project: undefined }],
  ['only one that was proved counts', { mustBeVerified: true }],
] as const)('a new backup is made where %s', async (_, situation) => {
  const place = sqlitePlace();
  await keep(place);
  expect((await keep(place)).isOld).toBe(true);
  expect((await keep(place, situation)).isOld).toBe(false);
});

test('a new backup is made where the one before has no files of the project', async () => {
  const place = sqlitePlace();
  await keep(place, { project: undefined });
  expect((await keep(place)).isOld).toBe(false);
});

test('a backup that was proved stands where only such a one counts', async () => {
  const place = sqlitePlace();
  const { id } = await keep(place);
  const { target, policy } = place;
  await verifyBackup({ host: tickingHost(), target, policy, entry: await newest(place) });
  expect(await keep(place, { mustBeVerified: true })).toEqual({ id, isOld: true });
});

test('a backup whose bytes have changed on the disk does not stand', async () => {
  const place = sqlitePlace();
  await keep(place);
  const file = join((await newest(place)).path, 'database.sqlite');
  const bytes = readFileSync(file);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(file, bytes);
  expect((await keep(place)).isOld).toBe(false);
});

test('a backup without a mark, as older versions made them, does not stand', async () => {
  const place = sqlitePlace();
  await keep(place);
  const { path, manifest } = await newest(place);
  const { mark: _, ...older } = manifest;
  writeFileSync(join(path, 'manifest.json'), JSON.stringify(older));
  expect((await keep(place)).isOld).toBe(false);
});

test('one that stands is pinned as long as a new one would be, and what a person pinned stays so', async () => {
  const place = sqlitePlace();
  const pin = { days: 7, why: 'before db push' };
  await keep(place);
  expect((await newest(place)).manifest.pinned).toBe(false);
  await keep(place, { pin });
  const first = (await newest(place)).manifest;
  expect(first).toMatchObject({ pinned: true, pinnedWhy: 'before db push' });
  await keep(place, { pin });
  const second = (await newest(place)).manifest;
  expect(Date.parse(second.pinnedUntil ?? '')).toBeGreaterThan(Date.parse(first.pinnedUntil ?? ''));
  const { path } = await newest(place);
  const { pinnedUntil: _, pinnedWhy: __, ...mine } = second;
  writeFileSync(join(path, 'manifest.json'), JSON.stringify(mine));
  await keep(place, { pin });
  expect((await newest(place)).manifest).toMatchObject({ pinned: true });
  expect((await newest(place)).manifest.pinnedUntil).toBeUndefined();
});

test('one of a row of daily backups that stands for a command is kept for a week', async () => {
  const place = sqlitePlace();
  await keep(place, { reason: 'scheduled' });
  expect((await keep(place)).isOld).toBe(true);
  expect((await newest(place)).manifest).toMatchObject({ pinned: true, pinnedWhy: 'it stood for a command' });
});

test('the present state that a restore which failed has kept does not stand, since no undo goes back to it', async () => {
  const place = sqlitePlace();
  await keep(place, { reason: 'before undo' });
  expect((await keep(place)).isOld).toBe(false);
});
