import { expect, test } from 'vitest';
import { appendLines, removeLines } from '../../src/setup/lines.ts';
import { addUnder, removeUnder } from '../../src/setup/yaml-text.ts';

test.each([undefined, '', 'a', 'a\n', 'a\nb', 'a\r\nb\r\n', 'a\r\nb', '\n'])(
  'lines that are added to %j are gone again to the byte',
  (text) => {
    const added = appendLines(text, ['x', 'y']);
    expect(added.split(/\r?\n/)).toEqual(expect.arrayContaining(['x', 'y']));
    expect(removeLines(added, ['x', 'y'])).toBe(text);
  },
);

test('lines that somebody added behind ours stay', () => {
  expect(removeLines(`${appendLines('a\n', ['x', 'y'])}b\n`, ['x', 'y'])).toBe('a\nb\n');
});

const item = 'prisma: patches/prisma-interlock.patch';
test.each([
  ['no file', undefined],
  ['no such key', 'packages:\n  - packages/*   # all\n'],
  ['no newline at the end', 'packages:\n  - packages/*'],
  ['other items', 'patchedDependencies:\n  # why\n  ms: patches/ms.patch\n\npackages:\n  - a\n'],
  ['other items, deeper', "'patchedDependencies':\r\n    ms: patches/ms.patch\r\n"],
])('an item of a YAML file with %s is there, and gone again to the byte', (_name, text) => {
  const added = addUnder(text, 'patchedDependencies', item);
  expect(added).toMatch(/^.?patchedDependencies.?:\r?\n +prisma: patches/m);
  expect(removeUnder(added ?? '', 'patchedDependencies', item)).toBe(text);
});

test('a key whose value stands on its own line is left to a person', () => {
  expect(addUnder('patchedDependencies: { ms: a }\n', 'patchedDependencies', item)).toBeUndefined();
});
