import { expect, test } from 'vitest';
import {
  chainLength,
  linksOf,
  parseChain,
  predecessorOf,
} from '../../../../src/backup/repository/restic/deltas/chain.ts';

const numbers = Array.from({ length: chainLength - 1 }, (_, index) => index + 1);

test('a number lacks the last digit that is not 0 of the one that is compared with it', () => {
  expect([1, 3, 4, 6, 16, 20, 27, 32, 63].map(predecessorOf)).toEqual([0, 2, 0, 5, 0, 16, 26, 16, 62]);
  expect(linksOf(0)).toEqual([0]);
  expect(linksOf(27)).toEqual([0, 16, 20, 24, 25, 26, 27]);
});

test('no number needs more than nine deltas, and thirty backups hold 62 days of changes', () => {
  expect(Math.max(...numbers.map((n) => linksOf(n).length - 1))).toBe(9);
  const days = numbers.slice(0, 29).map((n) => n - predecessorOf(n));
  expect(days.reduce((sum, each) => sum + each)).toBe(62);
});

test('what a number is compared with is part of the chain before it, so that no other delta needs to be kept', () => {
  for (const n of numbers) expect(linksOf(n - 1), `${n}`).toContain(predecessorOf(n));
});

test.each([
  '',
  'null',
  '{"number":1}',
  '{"number":-1,"files":["a"]}',
  '{"number":64,"files":["a"]}',
  '{"number":1.5,"files":["a"]}',
  '{"number":1,"files":[]}',
  '{"number":1,"files":["a"],"more":1}',
])('%j tells of no chain', (text) => {
  expect(parseChain(text)).toBeUndefined();
});
