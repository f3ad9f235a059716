import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BackupManifest } from '../../../src/backup/manifest/manifest.ts';
import { holdsRows, isWhole } from '../../../src/backup/manifest/whole.ts';
import type { BackupEntry, GoodEntry } from '../../../src/backup/repository/read.ts';
import { planRetention } from '../../../src/backup/retention/keep.ts';
import { tinyTarget } from '../engines/tiny-engine.ts';

const here = tinyTarget('/tmp/tiny').identity;
const elsewhere = tinyTarget('/tmp/tiny', 'elsewhere').identity;
const now = new Date('2026-11-22T12:00:00Z');
const isoDay = (day: number) => new Date(now.getTime() + Math.round(day * 86_400_000)).toISOString();

const anyDay = fc.integer({ min: -400_000, max: 400_000 }).map((day) => day / 1000);
const manifest = fc.record({
  kind: fc.constantFrom<BackupManifest['kind']>('automatic', 'automatic', 'automatic', 'manual'),
  time: anyDay.map(isoDay),
  check: fc.constantFrom<BackupManifest['check']>('inspected', 'inspected', 'verified'),
  pin: fc.option(fc.record({ until: fc.option(anyDay.map(isoDay)) }), { freq: 3 }),
  rows: fc.constantFrom(0, 1, 5),
  incomplete: fc.constantFrom<string[] | undefined>(undefined, undefined, undefined, [], ['page 7']),
  reason: fc.constantFrom('before db push', 'before db push', 'before undo', 'before restore', 'scheduled'),
  replaced: fc.boolean(),
  identity: fc.constantFrom(here, here, here, elsewhere),
});

const entry = fc.oneof(
  { weight: 1, arbitrary: fc.constant('damaged' as const) },
  { weight: 9, arbitrary: fc.record({ manifest, size: fc.constantFrom(0, 10, 10, 10) }) },
);

/** As `listBackups` gives them: newest first. */
const repository = fc.array(entry, { maxLength: 60, size: 'max' }).map((found): BackupEntry[] =>
  found
    .map((one, index): BackupEntry => {
      const id = String(index);
      if (one === 'damaged') return { id, path: id, state: 'damaged', why: 'it is' };
      const { kind, time, check, pin, rows, incomplete, reason, replaced, identity } = one.manifest;
      const words = {
        files: [{ path: 'database', size: one.size, sha256: '' }],
        kind,
        time,
        check,
        pinned: pin !== null,
        ...(pin?.until && { pinnedUntil: pin.until }),
        ...(incomplete && { incomplete }),
        why: { reason, argv: [] },
        ...(replaced && { replacedAt: time }),
        tables: [{ name: 'User', rows, digest: '' }],
        target: { identity, label: '' },
      };
      return {
        id,
        path: id,
        repository: '/backups',
        state: 'good',
        size: one.size,
        manifest: words as unknown as BackupManifest,
      };
    })
    .sort((a, b) => timeOf(b).localeCompare(timeOf(a))),
);

const timeOf = (one: BackupEntry) => (one.state === 'good' ? one.manifest.time : isoDay(0));
const keep = fc.integer({ min: 0, max: 8 });
const clock = anyDay.map((day) => new Date(isoDay(day)));

function gone(entries: BackupEntry[], count: number, at: Date): GoodEntry[] {
  return planRetention(entries, here, { keep: count, now: at })
    .filter((fate) => fate.goes)
    .map((fate) => fate.entry);
}

/** Whatever is in the repository, whatever the policy, whatever the clock says. */
function always(holds: (removed: GoodEntry[], entries: BackupEntry[], count: number, at: Date) => void): void {
  const property = fc.property(repository, keep, clock, (entries, count, at) =>
    holds(gone(entries, count, at), entries, count, at),
  );
  fc.assert(property, { numRuns: 1000 });
}

const ownOf = (entries: BackupEntry[]) =>
  entries.filter((one): one is GoodEntry => one.state === 'good' && one.manifest.target.identity === here);

test('the sets of these tests are such that much is removed and much stays', () => {
  const samples = fc.sample(fc.tuple(repository, keep, clock), { numRuns: 1000, seed: 1 });
  const removed = samples.map(([entries, count, at]) => gone(entries, count, at).length);
  expect(removed.filter((count) => count > 0).length).toBeGreaterThan(150);
  expect(removed.filter((count) => count === 0).length).toBeGreaterThan(150);
});

test('only whole automatic backups of the target, with no pin that holds, are ever removed', () => {
  always((removed, _entries, _count, at) => {
    for (const one of removed) {
      expect(one.manifest.kind).toBe('automatic');
      expect(one.manifest.target.identity).toBe(here);
      expect(isWhole(one)).toBe(true);
      const { pinned, pinnedUntil } = one.manifest;
      expect(pinned && (pinnedUntil === undefined || Date.parse(pinnedUntil) > at.getTime())).toBe(false);
    }
  });
});

test('a target that had a whole backup has one afterwards, and one with rows if it had one', () => {
  always((removed, entries) => {
    const whole = ownOf(entries).filter(isWhole);
    const left = whole.filter((one) => !removed.includes(one));
    if (whole.length > 0) expect(left.length).toBeGreaterThan(0);
    if (whole.some(holdsRows)) expect(left.some(holdsRows)).toBe(true);
  });
});

test('the newest whole verified one that the clock does not put into the future stays', () => {
  always((removed, entries, _count, at) => {
    const verified = ownOf(entries).find(
      ({ manifest }) => manifest.check === 'verified' && Date.parse(manifest.time) <= at.getTime(),
    );
    if (verified && isWhole(verified)) expect(removed).not.toContain(verified);
  });
});

test('what an undo would go back to stays, however many undos have failed since and whatever was scheduled', () => {
  always((removed, entries, _count, at) => {
    const wayBack = ownOf(entries).find(
      ({ manifest: { kind, why, replacedAt, time, incomplete }, size }) =>
        kind === 'automatic' &&
        (why.reason === 'before db push' || (why.reason !== 'scheduled' && replacedAt !== undefined)) &&
        !incomplete?.length &&
        size > 0 &&
        Date.parse(time) <= at.getTime(),
    );
    if (wayBack) expect(removed).not.toContain(wayBack);
  });
});

test('of what is removed, at least as many newer ones of the same worth stay as the policy says', () => {
  always((removed, entries, count, at) => {
    for (const one of removed) {
      const newer = ownOf(entries).filter(
        (other) =>
          isWhole(other) &&
          other.manifest.kind === 'automatic' &&
          holdsRows(other) === holdsRows(one) &&
          other.manifest.time >= one.manifest.time &&
          Date.parse(other.manifest.time) <= at.getTime() &&
          !removed.includes(other),
      );
      expect(newer.length).toBeGreaterThanOrEqual(Math.max(1, count));
    }
  });
});

test('a clock that goes back never makes more go', () => {
  fc.assert(
    fc.property(repository, keep, clock, fc.integer({ min: 1, max: 800 }), (entries, count, at, days) => {
      const later = gone(entries, count, at);
      const back = gone(entries, count, new Date(at.getTime() - days * 86_400_000));
      expect(back.length).toBeLessThanOrEqual(later.length);
    }),
    { numRuns: 1000 },
  );
});

test('a clock that is ahead changes nothing for backups that are all in the past, but for pins whose end was witnessed', () => {
  const past = repository.map((entries) =>
    entries.filter((one) => one.state === 'good' && Date.parse(one.manifest.time) <= now.getTime()),
  );
  const property = fc.property(past, keep, fc.integer({ min: 1, max: 800 }), (entries, count, days) => {
    const later = new Date(now.getTime() + days * 86_400_000);
    expect(gone(entries, count, later)).toEqual(gone(entries, count, now));
  });
  fc.assert(property, { numRuns: 1000 });
});

test('what was chosen once leaves nothing to choose', () => {
  always((removed, entries, count, at) => {
    const left = entries.filter((one) => !removed.some(({ id }) => id === one.id));
    expect(gone(left, count, at)).toEqual([]);
  });
});
