import { expect, test } from 'vitest';
import { readShell } from '../../src/doctor/scan/read-shell.ts';

test('a line is split at what a shell splits it at, and not inside quotes', () => {
  const { commands, isBroken } = readShell(`a 'b && c' "d; \\"e\\"" f\\ g && h | i; j & k\nl \\\n m`);
  expect(isBroken).toBe(false);
  expect(commands.map(({ words }) => words)).toEqual([
    ['a', 'b && c', 'd; "e"', 'f g'],
    ['h'],
    ['i'],
    ['j'],
    ['k'],
    ['l', 'm'],
  ]);
});

test('text that is no shell at all is read in a moment', () => {
  const hostile = [
    `'`.repeat(20_000),
    `"'\\`.repeat(10_000),
    'a'.repeat(200_000),
    '<&'.repeat(10_000),
    '$('.repeat(5000),
    '{ '.repeat(5000),
    'a\n'.repeat(100_000),
  ];
  const begun = performance.now();
  for (const text of hostile) readShell(text);
  expect(performance.now() - begun).toBeLessThan(10_000);
});
