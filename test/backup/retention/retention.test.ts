import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type BackupEntry, type GoodEntry, listBackups } from '../../../src/backup/repository/read.ts';
import { chooseExpired, expireBackups } from '../../../src/backup/retention/retention.ts';
import { tickingHost, tinyPlace, writeTiny } from '../engines/scratch.ts';
import { tinyTarget } from '../engines/tiny-engine.ts';

const host = tickingHost();
const now = new Date('2026-11-22T12:00:00Z');
const { identity } = tinyTarget('/tmp/tiny');

/** Newest first, as `listBackups` gives them. */
function entries(...kinds: (Partial<GoodEntry['manifest']> | 'damaged')[]): BackupEntry[] {
  return kinds.map((kind, index) => {
    const id = String(index);
    if (kind === 'damaged') return { id, path: id, state: 'damaged', why: 'it is' };
    const manifest = {
      files: [{ path: 'database', size: 1, sha256: '' }],
      kind: 'automatic',
      time: new Date(now.getTime() - index * 3_600_000).toISOString(),
      pinned: false,
      check: 'inspected',
      why: { reason: 'before db push', argv: [] },
      target: { identity, label: '' },
      tables: [{ name: 'User', rows: 1, digest: '' }],
      ...kind,
    };
    return {
      id,
      path: id,
      repository: '/backups',
      state: 'good',
      size: 1,
      manifest: manifest as GoodEntry['manifest'],
    };
  });
}

function expired(all: BackupEntry[], keep: number): string[] {
  return chooseExpired(all, identity, { keep, now }).map((entry) => entry.id);
}

test('failed undos and what was scheduled do not push out what an undo goes back to', () => {
  const failed = { why: { reason: 'before undo', argv: [] } };
  const scheduled = { why: { reason: 'scheduled', argv: [] } };
  expect(expired(entries(scheduled, failed, failed, scheduled, {}, {}), 1)).toEqual(['1', '2', '3', '5']);
  const succeeded = { ...failed, replacedAt: now.toISOString() };
  expect(expired(entries(scheduled, failed, succeeded, {}), 1)).toEqual(['1', '3']);
});

test('the newest stay and the older ones go', () => {
  expect(expired(entries({}, {}, {}, {}), 2)).toEqual(['2', '3']);
});

test('manual backups neither go nor count', () => {
  expect(expired(entries({}, { kind: 'manual' }, {}, { kind: 'manual' }, {}), 2)).toEqual(['4']);
});

test('a pinned one stays', () => {
  expect(expired(entries({}, { pinned: true }, {}), 1)).toEqual(['2']);
});

test('the newest that was restored and compared stays, and only that one', () => {
  expect(expired(entries({}, {}, { check: 'verified' }, { check: 'verified' }), 1)).toEqual(['1', '3']);
});

test('a damaged one neither goes nor pushes out a good one', () => {
  expect(expired(entries('damaged', {}, 'damaged', {}, {}), 2)).toEqual(['4']);
});

test('those of another database neither go nor count', () => {
  const other = { target: { identity: { ...identity, host: 'elsewhere' }, label: '' } };
  expect(expired(entries(other, {}, other, {}, {}), 2)).toEqual(['4']);
});

test('the last good one is never removed, whatever the policy says', () => {
  expect(expired(entries({}, {}), 0)).toEqual(['1']);
});

const empty = { tables: [{ name: 'User', rows: 0, digest: '' }] };
const day = (offset: number) => new Date(now.getTime() + offset * 86_400_000).toISOString();

test('copies of a database that was emptied never push out those with rows, and are bounded themselves', () => {
  expect(expired(entries(empty, empty, empty, {}, {}, {}), 2)).toEqual(['2', '5']);
});

test('one that could not read everything neither counts nor goes', () => {
  expect(expired(entries({ incomplete: ['page 7'] }, {}, { incomplete: ['page 7'] }, {}, {}), 2)).toEqual(['4']);
});

test('those from the future neither go nor count, so a clock that was ahead costs no good one', () => {
  expect(expired(entries({ time: day(300) }, { time: day(299) }, {}, {}, {}), 2)).toEqual(['4']);
});

test('with a clock set back a year nothing that was made before goes', () => {
  const all = entries({}, {}, {}, {});
  expect(chooseExpired(all, identity, { keep: 1, now: new Date(day(-365)) })).toEqual([]);
});

test('a pin holds until its day', () => {
  const pinned = { pinned: true, pinnedUntil: day(1) };
  expect(expired(entries({}, {}, pinned, {}), 1)).toEqual(['1', '3']);
});

test('a pin that ran out holds on until two newer backups say that its day is over', () => {
  const pinned = { pinned: true, pinnedUntil: day(-2), time: day(-9) };
  expect(expired(entries({}, pinned), 1)).toEqual([]);
  expect(expired(entries({}, {}, pinned), 1)).toEqual(['1', '2']);
});

test('nothing is removed while the newest backup is not whole', async () => {
  const place = tinyPlace();
  for (let round = 0; round < 3; round++) await writeTiny(place);
  const newest = await writeTiny(place);
  const request = {
    repository: place.repository,
    identity: place.target.identity,
    keep: 1,
    newest: newest.id,
    spare: [],
  };
  truncateSync(join(newest.path, 'tiny.json'), 1);
  await expireBackups(host, request);
  expect(await listBackups(host, place.repository)).toHaveLength(4);
});

test('a removal that is killed half way leaves no folder that looks whole', async () => {
  const place = tinyPlace();
  await writeTiny(place);
  const newest = await writeTiny(place);
  const real = tickingHost();
  const dying = Object.create(real, {
    fs: { value: { ...real.fs, promises: { ...real.fs.promises, rm: () => Promise.reject(new Error('killed')) } } },
  });
  const request = {
    repository: place.repository,
    identity: place.target.identity,
    keep: 1,
    newest: newest.id,
    spare: [],
  };
  await expect(expireBackups(dying, request)).rejects.toThrow('killed');
  expect((await listBackups(host, place.repository)).map((entry) => entry.id)).toEqual([newest.id]);
  expect(readdirSync(place.repository).filter((name) => name.startsWith('.partial-'))).toHaveLength(1);
});
