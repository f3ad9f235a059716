import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isScript } from './kind.ts';
import { findPlaces } from './places.ts';

function folderOf(...files: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'places-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const file of files) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  return folder;
}

test('each script is a place, and each folder of scripts, in which tables come before what fills them', () => {
  const folder = folderOf('b.sql', 'README.md', 'a/data.sql', 'a/tables.sql', 'a/notes.txt', 'empty/notes.txt');
  expect(findPlaces(folder, isScript)).toEqual([
    { name: 'a', files: [join(folder, 'a/tables.sql'), join(folder, 'a/data.sql')] },
    { name: 'b', files: [join(folder, 'b.sql')] },
  ]);
});

test('two files of one name stay two places', () => {
  const folder = folderOf('chinook.sql', 'chinook.sqlite');
  expect(findPlaces(folder, () => true).map(({ name }) => name)).toEqual(['chinook', 'chinook.sqlite']);
});

test('a folder that is not there is an error', () => {
  expect(() => findPlaces('/nowhere/at/all', isScript)).toThrow(/ENOENT/);
});
