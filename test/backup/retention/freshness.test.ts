import { expect, test } from 'vitest';
import type { BackupManifest } from '../../../src/backup/manifest/manifest.ts';
import type { BackupEntry } from '../../../src/backup/repository/read.ts';
import { judgeFreshness } from '../../../src/backup/retention/freshness.ts';
import type { Freshness } from '../../../src/policy/policy.ts';
import { tinyTarget } from '../engines/tiny-engine.ts';

const { identity } = tinyTarget('/tmp/tiny');
const now = new Date('2026-11-22T12:00:00Z');
const hour: Freshness = { maxAgeMs: 3_600_000, verified: false, minSizeRatio: 0.5 };

interface Made {
  readonly minutes: number;
  readonly size?: number;
  readonly manifest?: Partial<BackupManifest>;
}

function entry({ minutes, size = 100, manifest = {} }: Made): BackupEntry {
  const time = new Date(now.getTime() - minutes * 60_000).toISOString();
  const files = [{ path: 'database', size, sha256: '' }];
  const why = { reason: 'before db push', argv: [] };
  const words = {
    files,
    time,
    check: 'inspected',
    why,
    target: { identity, label: '' },
    ...manifest,
  } as BackupManifest;
  return { id: time, path: time, repository: '/backups', state: 'good', size, manifest: words };
}

function judged(made: Made[], freshness = hour) {
  const { newest, grade, faults } = judgeFreshness(made.map(entry), identity, freshness, now);
  return { time: newest?.manifest.time.slice(11, 16), grade, faults };
}

test('a backup is fresh up to the age of the policy, then to be looked at, and after twice that not to be relied on', () => {
  expect(judged([{ minutes: 60 }])).toEqual({ time: '11:00', grade: 0, faults: [] });
  expect(judged([{ minutes: 61 }])).toEqual({ time: '10:59', grade: 1, faults: ['it is older than 1 h'] });
  expect(judged([{ minutes: 120 }])).toMatchObject({ grade: 1 });
  expect(judged([{ minutes: 121 }])).toMatchObject({ grade: 2 });
});

test('without any backup of this database there is nothing to rely on', () => {
  const other = { identity: { ...identity, host: 'elsewhere' }, label: '' };
  for (const made of [[], [{ minutes: 1, manifest: { target: other } }]] as Made[][]) {
    expect(judged(made)).toEqual({ time: undefined, grade: 2, faults: ['there is no backup of it'] });
  }
});

test('a backup from the future is not fresh, however young it may be', () => {
  expect(judged([{ minutes: -1 }])).toEqual({ time: '12:01', grade: 1, faults: [expect.stringContaining('future')] });
});

test('one that is empty, incomplete or damaged is no backup at all', () => {
  const whole: Made = { minutes: 50 };
  expect(judged([{ minutes: 1, size: 0 }, whole])).toMatchObject({ time: '11:10', grade: 0 });
  expect(judged([{ minutes: 1, manifest: { incomplete: ['page 7'] } }, whole])).toMatchObject({ time: '11:10' });
  const damaged: BackupEntry = { id: 'x', path: 'x', state: 'damaged', why: 'it is' };
  expect(judgeFreshness([damaged], identity, hour, now)).toMatchObject({ newest: undefined, grade: 2 });
});

test('one that was only inspected is not fresh where the policy asks for a verified one', () => {
  const strict = { ...hour, verified: true };
  expect(judged([{ minutes: 1 }], strict)).toMatchObject({ grade: 1, faults: ['it was never restored and compared'] });
  expect(judged([{ minutes: 1, manifest: { check: 'verified' } }], strict)).toMatchObject({ grade: 0 });
});

test('one under half the size of the one before is not fresh, and the sizes are told', () => {
  expect(judged([{ minutes: 1, size: 50 }, { minutes: 5 }])).toMatchObject({ grade: 0 });
  const shrunk = judged([{ minutes: 1, size: 49 }, { minutes: 5 }]);
  expect(shrunk).toMatchObject({ grade: 1, faults: ['it has 49 B, the one before has 100 B'] });
  expect(judged([{ minutes: 1, size: 49 }])).toMatchObject({ grade: 0 });
});

test('all that is wrong is told at once', () => {
  const all = judged([{ minutes: 300, size: 1 }, { minutes: 400 }], { ...hour, verified: true });
  expect(all).toMatchObject({ grade: 2 });
  expect(all.faults).toHaveLength(3);
});

test('one that was made for a restore is fresh once that is known to have ended', () => {
  for (const reason of ['before restore', 'before undo']) {
    const why = { reason, argv: [] };
    expect(judged([{ minutes: 1, manifest: { why } }])).toMatchObject({
      grade: 1,
      faults: ['the restore or undo that it was made for is not known to have ended'],
    });
    const replacedAt = now.toISOString();
    expect(judged([{ minutes: 1, manifest: { why, replacedAt } }])).toMatchObject({ grade: 0, faults: [] });
  }
});
