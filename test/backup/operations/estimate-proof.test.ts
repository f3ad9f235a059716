import { expect, test } from 'vitest';
import { estimateProof } from '../../../src/backup/operations/estimate-proof.ts';
import type { GoodEntry } from '../../../src/backup/repository/read.ts';

/** `seconds`: of its proof. */
const backup = (size: number, seconds?: number, engine = 'postgresql') =>
  ({ size, manifest: { engine, ...(seconds !== undefined && { verified: { seconds } }) } }) as GoodEntry;

test('without a proof the size alone tells, and a small database is proved', () => {
  expect(estimateProof([], backup(1e6))).toBeLessThan(2);
  expect(estimateProof([backup(1e6)], backup(1e9))).toBeGreaterThan(60);
});

test('the newest proof of the same kind of backup counts, in the measure of the sizes', () => {
  const own = [backup(2e9), backup(100e6, 10), backup(100e6, 1000)];
  expect(estimateProof(own, backup(100e6))).toBeCloseTo(11);
  expect(estimateProof(own, backup(1e9))).toBeCloseTo(101);
  expect(estimateProof([backup(100e6, 900, 'command'), ...own], backup(100e6))).toBeCloseTo(11);
});

test('what a proof of a few bytes took says nothing of many, nor of few', () => {
  expect(estimateProof([backup(1000, 3)], backup(10_000))).toBeCloseTo(3, 1);
  expect(estimateProof([backup(1000, 3)], backup(1e9))).toBeGreaterThan(60);
});

test('of a pointer to a backup elsewhere only a proof tells anything', () => {
  expect(estimateProof([backup(1e6, 2)], backup(500, undefined, 'pgbackrest'))).toBe(Number.POSITIVE_INFINITY);
  expect(estimateProof([backup(500, 15, 'pgbackrest')], backup(500, undefined, 'pgbackrest'))).toBe(15);
});

test('a proof that found something left out took as long', () => {
  const but = { size: 100e6, manifest: { engine: 'postgresql', verifiedBut: { seconds: 10 } } } as unknown as GoodEntry;
  expect(estimateProof([but], backup(100e6))).toBeCloseTo(11);
});
