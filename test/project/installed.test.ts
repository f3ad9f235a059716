import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findInstalled, findLinked, findNearest } from '../../src/project/installed.ts';
import { upward } from '../../src/project/upward.ts';
import { folderWith, hostAt } from '../doctor/surroundings.ts';

const manifest = (version: string, name = 'prisma', bin: unknown = { prisma: 'build/index.js' }) =>
  JSON.stringify({ name, version, bin });

test('the nearest Prisma upward is the one that counts, by its link, and a link is found by itself', () => {
  const root = realpathSync(
    folderWith({
      'node_modules/prisma/package.json': manifest('6.19.0'),
      'store/prisma/package.json': manifest('8.0.0-rc.1'),
      'store/prisma/build/index.js': '',
      'node_modules/.bin/prisma': '',
      'a/b/package.json': '{}',
    }),
  );
  mkdirSync(join(root, 'a/node_modules'));
  symlinkSync(join(root, 'store/prisma'), join(root, 'a/node_modules/prisma'));
  const host = hostAt(root);
  expect(findNearest(host, join(root, 'a/b'))).toEqual({
    version: '8.0.0-rc.1',
    major: 8,
    module: 'commonjs',
    entry: join(root, 'a/node_modules/prisma/build/index.js'),
  });
  expect(findNearest(host, root)).toMatchObject({ major: 6, entry: join(root, 'node_modules/prisma/build/index.js') });
  expect(findLinked(host, join(root, 'a/b'))).toBe(join(root, 'node_modules/.bin/prisma'));
  expect(findInstalled(host, [join(root, 'a')])).toMatchObject([{ file: join(root, 'store/prisma/build/index.js') }]);
});

test('one under another name is found by that name, whatever its own name and that of its program', () => {
  const root = folderWith({
    'node_modules/@prisma/prisma7/package.json': manifest('7.10.0', 'prisma'),
    'b/node_modules/@prisma/prisma7/package.json': manifest('7.10.1', '@prisma/prisma7', { prisma7: 'x.js' }),
    'c/node_modules/@prisma/prisma7/package.json': manifest('7.10.2', '@prisma/prisma7', 'y.js'),
  });
  const at = (folder: string) => findNearest(hostAt(root), join(root, folder), '@prisma/prisma7')?.version;
  expect(['.', 'b', 'c'].map(at)).toEqual(['7.10.0', '7.10.1', '7.10.2']);
  expect(findNearest(hostAt(root), root)).toBeUndefined();
});

test('a folder and all above it are told nearest first, the root once', () => {
  expect(upward('/a/b')).toEqual(['/a/b', '/a', '/']);
  expect(upward('/')).toEqual(['/']);
});
