import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { findProgram, searchPath } from '../../src/project/search-path.ts';
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
