import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { findProgram, findPrograms, searchPath } from '../../src/project/search-path.ts';
import { folderWith, hostAt } from '../doctor/surroundings.ts';

test('PATH is what the shell has: the folders that a runner put in front of it for us are left out', () => {
  const folders = ['/p/node_modules/.bin', '/usr/lib/node_modules/npm/node-gyp-bin', '/usr/bin', 'relative', ''];
  const env = { PATH: folders.join(delimiter) };
  expect(searchPath(hostAt('/', env))).toEqual(folders.slice(0, 3));
  expect(searchPath(hostAt('/', { ...env, npm_config_user_agent: 'npm/11' }))).toEqual(['/usr/bin']);
});

test('a folder or a file that is not executable is no program', () => {
  const folder = folderWith({ 'a/prisma/x': '', 'b/prisma': 'text', 'c/prisma': '#!/bin/sh\n' });
  const places = ['a', 'b', 'c'].map((name) => join(folder, name));
  expect(findProgram(hostAt(folder), 'prisma', places)).toBe(join(folder, 'c', 'prisma'));
});

test('every program of a name is found once, in the order of PATH, by the endings of its system', () => {
  const program = '#!/bin/sh\n';
  const folder = folderWith({ 'a/tool': program, 'b/tool': 'text', 'c/tool': program, 'a/tool.exe': program });
  const [a, b, c] = ['a', 'b', 'c'].map((name) => join(folder, name)) as [string, string, string];
  const host = hostAt(folder, { PATH: [c, 'a', a, b, c].join(delimiter) });
  expect(findPrograms(host, 'tool')).toEqual([join(c, 'tool'), join(a, 'tool')]);
  expect(findPrograms(host, 'tool', [b, a])).toEqual([join(a, 'tool')]);
  const windows = Object.create(host, { platform: { value: 'win32' } });
  expect(findPrograms(windows, 'tool')).toEqual([join(a, 'tool.exe')]);
});
