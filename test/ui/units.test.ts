import { expect, test } from 'vitest';
import { formatAge, formatBytes, formatCompact, formatDuration } from '../../src/ui/units.ts';

test('sizes and times read well', () => {
  expect([0, 999, 1000, 1_430_000, 256e6, 999_600, 2.1e9].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '1.4 MB',
    '256 MB',
    '1.0 MB',
    '2.1 GB',
  ]);
  expect([0, 999, 1000, 6e6].map(formatCompact)).toEqual(['0', '999', '1.0 k', '6.0 M']);
  expect([0, 40, 994, 3200, 59_960, 125_000].map(formatDuration)).toEqual([
    '0 ms',
    '40 ms',
    '994 ms',
    '3.2 s',
    '1 min 0 s',
    '2 min 5 s',
  ]);
});

test('ages are rough', () => {
  const minutes = (count: number) => formatAge(count * 60_000);
  expect([0, 1, 59, 60, 47 * 60, 48 * 60].map(minutes)).toEqual([
    'just now',
    '1 min ago',
    '59 min ago',
    '1 h ago',
    '47 h ago',
    '2 days ago',
  ]);
});
