import { expect, test } from 'vitest';
import { began, describeStep } from '../../src/ui/step.ts';

test('a phase is told with its share, the time that is left, and its rate', () => {
  expect(describeStep({ phase: 'restore', done: 30e6, total: 120e6, unit: 'bytes' }, 2000)).toBe(
    'restore 25 %, 6.0 s left, 30 MB of 120 MB, 15 MB/s',
  );
  expect(describeStep({ phase: 'compare', done: 900, total: 1000, unit: 'rows' }, 1000)).toBe(
    'compare 90 %, 111 ms left, 900 of 1.0 k rows, 900 rows/s',
  );
});

test('where no total is known the time that passed is told, and changes', () => {
  expect(describeStep(began('swap'), 1000)).toBe('swap, 1.0 s');
  expect(describeStep(began('swap'), 1250)).toBe('swap, 1.3 s');
  expect(describeStep({ phase: 'dump', done: 5e6, unit: 'bytes' }, 2000)).toBe('dump, 2.0 s, 5.0 MB, 2.5 MB/s');
});

test('an estimate that was too small is no more than all of it, and gives no share', () => {
  expect(describeStep({ phase: 'dump', done: 5e6, total: 4e6, unit: 'bytes' }, 2000)).toBe(
    'dump, 2.0 s, 5.0 MB, 2.5 MB/s',
  );
});

test('a phase is never at 100 %: where all seems done and it goes on, the time that passed is told', () => {
  const all = { phase: 'read back', done: 4e6, total: 4e6, unit: 'bytes' } as const;
  expect(describeStep({ ...all, done: 4e6 - 1 }, 2000)).toContain('read back 99 %, 0 ms left');
  expect(describeStep(all, 2000)).toBe('read back, 2.0 s, 4.0 MB, 2.0 MB/s');
});

test('time left grows where nothing moves', () => {
  const step = { phase: 'restore', done: 1, total: 2, unit: 'rows' } as const;
  expect(describeStep(step, 1000)).toContain('1.0 s left');
  expect(describeStep(step, 4000)).toContain('4.0 s left');
});
