import { expect, test } from 'vitest';
import type { BackupManifest } from '../../../src/backup/manifest/manifest.ts';
import type { GoodEntry } from '../../../src/backup/repository/read.ts';
import { planRetention, type Retention } from '../../../src/backup/retention/keep.ts';
import { tinyTarget } from '../engines/tiny-engine.ts';

const { identity } = tinyTarget('/tmp/tiny');
const now = new Date('2026-11-22T12:00:00Z');

interface One {
  readonly kind?: 'automatic' | 'manual';
  /** A pin of a command, or of a person. */
  readonly pin?: 'command' | 'person' | 'none';
  readonly hoursAgo: number;
  readonly size?: number;
}

function entryOf({ kind = 'automatic', pin = 'none', hoursAgo, size = 10 }: One, index: number): GoodEntry {
  const day = 86_400_000;
  const words = {
    files: [{ path: 'database', size, sha256: '' }],
    kind,
    time: new Date(now.getTime() - hoursAgo * 3_600_000).toISOString(),
    check: 'inspected',
    pinned: pin !== 'none',
    ...(pin !== 'none' && {
      pinnedUntil: new Date(now.getTime() + 7 * day).toISOString(),
      pinnedWhy: 'before db push',
    }),
    ...(pin === 'command' && { pinnedBy: 'command' }),
    why: { reason: 'before db push', argv: [] },
    tables: [{ name: 'User', rows: 1, digest: '' }],
    target: { identity, label: '' },
  };
  const id = String(index);
  return { id, path: id, repository: '/backups', state: 'good', size, manifest: words as unknown as BackupManifest };
}

/** Ids of those that stay, counted from the newest. */
function stay(ones: readonly One[], retention: Omit<Retention, 'now'>): number[] {
  const fates = planRetention(ones.map(entryOf), identity, { ...retention, now });
  return fates.filter((fate) => !fate.goes).map((fate) => Number(fate.entry.id));
}

const pushes = (count: number, more: Partial<One> = {}) =>
  Array.from({ length: count }, (_, index): One => ({ hoursAgo: index, pin: 'command', ...more }));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

test('of the backups that commands have pinned so many stay', () => {
  expect(stay(pushes(50), { keep: 10 })).toEqual(upTo(50));
  expect(stay(pushes(50), { keep: 10, bounds: { pinned: { count: 30, bytes: 1e9 } } })).toEqual(upTo(30));
});

test('no more bytes of them stay, and the newest does whatever its size', () => {
  const bounds = { pinned: { count: 30, bytes: 1000 } };
  expect(stay(pushes(20, { size: 100 }), { keep: 1, bounds })).toEqual(upTo(10));
  expect(stay(pushes(20, { size: 5000 }), { keep: 1, bounds })).toEqual([0]);
});

test('those beyond the bound are still among the ten newest', () => {
  expect(stay(pushes(20), { keep: 10, bounds: { pinned: { count: 3, bytes: 1e9 } } })).toEqual(upTo(10));
});

test('what a person has pinned is not counted and does not go', () => {
  const mine = { pin: 'person', hoursAgo: 100 } as const;
  const bounds = { pinned: { count: 2, bytes: 1e9 } };
  expect(stay([...pushes(10), mine, mine, mine], { keep: 1, bounds })).toEqual([0, 1, 10, 11, 12]);
});

test('manual ones stay, unless the policy names days and weeks', () => {
  const manual = Array.from({ length: 200 }, (_, index): One => ({ kind: 'manual', hoursAgo: index * 12 }));
  expect(stay(manual, { keep: 1 })).toEqual(upTo(200));
  const kept = stay(manual, { keep: 1, bounds: { manual: { days: 3, weeks: 3 } } });
  // 22 November 2026, a Sunday, at noon: the newest of that day, of Saturday and Friday; then those of the Sundays before.
  expect(kept).toEqual([0, 2, 4, 14, 28]);
});

test('the newest manual one and those that a person has pinned stay, whatever the policy names', () => {
  const manual = Array.from(
    { length: 6 },
    (_, index): One => ({ kind: 'manual', hoursAgo: index * 24, pin: index === 4 ? 'person' : 'none' }),
  );
  expect(stay(manual, { keep: 1, bounds: { manual: { days: 0, weeks: 0 } } })).toEqual([0, 4]);
});
