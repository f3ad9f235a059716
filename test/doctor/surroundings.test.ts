import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { checkConfigLines } from '../../src/doctor/checks/lines.ts';
import { linkCommand, shellCommand } from '../../src/doctor/surroundings.ts';
import { findSchema } from '../../src/doctor/ways/find-schema.ts';
import { findMembers } from '../../src/project/members.ts';
import { findPackageManager } from '../../src/project/package-manager.ts';
import { findProgram, searchPath } from '../../src/project/search-path.ts';
import { folderWith, hostAt, surveyAt } from './surroundings.ts';

test('the package manager is the one that is named, else the one whose lock is nearest, else npm', () => {
  const manager = (files: Record<string, string>, at = '.') =>
    findPackageManager(hostAt(join(folderWith({ 'a/b/.keep': '', ...files }), at))).name;
  expect(manager({})).toBe('npm');
  expect(manager({ 'package.json': '{"packageManager":"pnpm@10.1.0+sha512.x"}', 'yarn.lock': '' })).toBe('pnpm');
  expect(manager({ 'yarn.lock': '' }, 'a/b')).toBe('yarn');
  expect(manager({ 'pnpm-lock.yaml': '', 'a/bun.lock': '' }, 'a/b')).toBe('bun');
  expect(manager({ 'package.json': '{"packageManager":"vlt@1"}', 'pnpm-lock.yaml': '' })).toBe('pnpm');
});

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

test('a config file of any of its names is checked for our line', () => {
  const line = "import 'prisma-interlock/config';\n";
  const installed = { 'node_modules/prisma/package.json': '{"name":"prisma","version":"7.10.1","bin":"x.js"}' };
  for (const name of ['prisma.config/index.ts', '.config/prisma/index.ts', '.config/prisma7.mts']) {
    const checks = checkConfigLines(surveyAt(folderWith({ ...installed, [name]: line })));
    expect(checks).toMatchObject([{ level: 'ok', says: `${name} loads prisma-interlock/config` }]);
  }
});

test('members of a workspace are found by the globs of npm and of pnpm, and only those that depend on Prisma', () => {
  const db = '{"devDependencies":{"prisma":"7"}}';
  const members = {
    'packages/a/package.json': db,
    'packages/b/package.json': '{}',
    'apps/x/y/package.json': db,
    'tools/db-1/package.json': db,
  };
  const list = (files: Record<string, string>) => {
    const folder = folderWith({ ...members, 'packages/a/node_modules/c/package.json': db, ...files });
    return findMembers(hostAt(folder)).map((member) => member.slice(folder.length + 1));
  };
  expect(list({ 'package.json': '{}' })).toEqual([]);
  expect(list({ 'package.json': '{"workspaces":["packages/*"]}' })).toEqual(['packages/a']);
  expect(list({ 'package.json': '{"workspaces":{"packages":["./apps/**","tools/db-*"]}}' })).toEqual([
    'apps/x/y',
    'tools/db-1',
  ]);
  const pnpm =
    'catalog:\n  a: 1\npackages:\n  # all\n  - "packages/*"\n\n  - apps/** # deep\n  - \'!apps/x/**\'\nother:\n  - tools/*\n';
  expect(list({ 'pnpm-workspace.yaml': pnpm })).toEqual(['packages/a']);
});

test('the fix is to install, to set up or to link, whichever is missing, in the words of the package manager', () => {
  const command = (files: Record<string, string>) => linkCommand(surveyAt(folderWith(files)));
  expect(command({ 'package.json': '{}' })).toBe(
    'npm install --save-dev prisma-interlock && npx prisma-interlock init',
  );
  const installed = { 'package.json': '{"devDependencies":{"prisma-interlock":"1"}}', 'pnpm-lock.yaml': '' };
  expect(command(installed)).toBe('pnpm exec prisma-interlock init');
  expect(command({ ...installed, 'prisma.config.ts': "import 'prisma-interlock/config';" })).toBe(
    'pnpm exec prisma-interlock link',
  );
  expect(
    command({ 'package.json': '{"scripts":{"postinstall":"prisma-interlock link || exit 0"}}', 'yarn.lock': '' }),
  ).toBe('yarn prisma-interlock link');
  expect(shellCommand({ host: hostAt('/', { SHELL: '/bin/zsh' }) })).toBe('eval "$(prisma-interlock shellenv zsh)"');
  expect(shellCommand({ host: hostAt('/', { SHELL: '/usr/bin/fish' }) })).toBe(
    'prisma-interlock shellenv fish | source',
  );
});

test("the schema's folder is found by what names the schema", () => {
  const find = (files: Record<string, string>) => {
    const folder = folderWith(files);
    const found = findSchema(surveyAt(folder));
    return found && { ...found, folder: found.folder.slice(folder.length + 1) };
  };
  expect(find({ 'prisma/schema.prisma': '' })).toEqual({ folder: 'prisma', name: 'schema.prisma' });
  expect(find({ 'schema.prisma': '' })).toBeUndefined();
  expect(find({})).toBeUndefined();
  expect(find({ 'package.json': '{"prisma":{"schema":"db/main.prisma"}}', 'db/main.prisma': '' })).toEqual({
    folder: 'db',
    name: 'main.prisma',
  });
  expect(find({ 'prisma.config.ts': "export default { schema: 'db/models' }", 'db/models/a.prisma': '' })).toEqual({
    folder: 'db/models',
    name: '.',
  });
});

test('our own folder of programs is told from others by the package that it is in', async () => {
  const { checkPath } = await import('../../src/doctor/checks/lines.ts');
  const folder = folderWith({
    'ours/package.json': '{"name":"prisma-interlock"}',
    'ours/shims/prisma': '#!/bin/sh\n',
    'theirs/prisma': '#!/bin/sh\n',
    'else/shims/prisma': '#!/bin/sh\n',
  });
  mkdirSync(join(folder, 'link'));
  symlinkSync(join(folder, 'ours', 'shims'), join(folder, 'link', 'to'));
  writeFileSync(join(folder, 'else', 'package.json'), '{"name":"other"}');
  const check = (...names: string[]) =>
    checkPath(surveyAt(folder, { PATH: names.map((name) => join(folder, name)).join(delimiter) }));
  expect(check('theirs', 'else/shims')).toMatchObject({
    level: 'warn',
    fix: ['eval "$(prisma-interlock shellenv bash)"'],
  });
  expect(check('link/to', 'theirs')).toMatchObject({ level: 'ok' });
  expect(check('theirs', 'ours/shims')).toMatchObject({
    level: 'warn',
    says: expect.stringContaining(join(folder, 'theirs', 'prisma')),
  });
});
