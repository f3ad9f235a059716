import { expect, test } from 'vitest';
import { withKnownValues } from '../../../src/backup/operations/known-values.ts';
import type { Omission } from '../../../src/types.ts';

const other: Omission = { kind: 'table', name: 'public.offer', how: 'other-value', why: 'all 2 rows are there' };
const proof = (...omissions: Omission[]) => ({
  verifiedBut: { at: '2026-11-22T12:00:00Z', serverVersion: '15', seconds: 1, omissions: omissions as never },
});

test('what a proof has seen of values stays known, and says where it is from once', () => {
  const values = 'in 2 of 2 rows; gross: 20 becomes 30';
  const known = { ...other, values: `at the proof ${values}` };
  expect(withKnownValues([other], proof({ ...other, values }))).toEqual([known]);
  expect(withKnownValues([other], proof(known))).toEqual([known]);
});

test('it is of that table and kind alone, and what is seen now comes first', () => {
  const seen = { ...other, values: 'in 1 of 2 rows; gross: 20 becomes 31' };
  expect(withKnownValues([seen], proof({ ...other, values: 'older' }))).toEqual([seen]);
  const weaker: Omission = { ...other, how: 'weaker' };
  expect(withKnownValues([other, weaker], proof({ ...other, name: 'public.same', values: 'x' }))).toEqual([
    other,
    weaker,
  ]);
  expect(withKnownValues([other], {})).toEqual([other]);
});
