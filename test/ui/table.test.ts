import { expect, test } from 'vitest';
import { tableLines } from '../../src/ui/table.ts';

test('a table has straight columns', () => {
  const rows = [
    ['x', '1'],
    ['long', '200'],
  ];
  expect(tableLines(['A', '>B'], rows)).toEqual(['A       B', 'x       1', 'long  200']);
});
