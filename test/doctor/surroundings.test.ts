import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { checkConfigLines } from '../../src/doctor/checks/lines.ts';
import { linkCommand, shellCommand } from '../../src/doctor/surroundings.ts';
import { findSchema } from '../../src/doctor/ways/find-schema.ts';
import { folderWith, hostAt, surveyAt } from './surroundings.ts';

test('a config file of any of its names is checked for our line', async () => {
  const line = "import 'prisma-interlock/config';\n";
  const installed = { 'node_modules/prisma/package.json': '{"name":"prisma","version":"7.10.1","bin":"x.js"}' };
  for (const name of ['prisma.config/index.ts', '.config/prisma/index.ts', '.config/prisma7.mts']) {
    const checks = checkConfigLines(await surveyAt(folderWith({ ...installed, [name]: line })));
    expect(checks).toMatchObject([{ level: 'ok', says: `${name} loads prisma-interlock/config` }]);
  }
});

test('the fix is to install, to set up or to link, whichever is missing, in the words of the package manager', async () => {
  const command = async (files: Record<string, string>) => linkCommand(await surveyAt(folderWith(files)));
  expect(await command({ 'package.json': '{}' })).toBe(
    'npm install --save-dev prisma-interlock && npx prisma-interlock init',
  );
  const installed = { 'package.json': '{"devDependencies":{"prisma-interlock":"1"}}', 'pnpm-lock.yaml': '' };
  expect(await command(installed)).toBe('pnpm exec prisma-interlock init');
  expect(await command({ ...installed, 'prisma.config.ts': "import 'prisma-interlock/config';" })).toBe(
    'pnpm exec prisma-interlock link',
  );
  expect(
    await command({ 'package.json': '{"scripts":{"postinstall":"prisma-interlock link || exit 0"}}', 'yarn.lock': '' }),
  ).toBe('yarn prisma-interlock link');
  expect(shellCommand({ host: hostAt('/', { SHELL: '/bin/zsh' }) })).toBe('eval "$(prisma-interlock shellenv zsh)"');
  expect(shellCommand({ host: hostAt('/', { SHELL: '/usr/bin/fish' }) })).toBe(
    'prisma-interlock shellenv fish | source',
  );
});

test("the schema's folder is found by what names the schema", async () => {
  const find = async (files: Record<string, string>) => {
    const folder = folderWith(files);
    const found = findSchema(await surveyAt(folder));
    return found && { ...found, folder: found.folder.slice(folder.length + 1) };
  };
  expect(await find({ 'prisma/schema.prisma': '' })).toEqual({ folder: 'prisma', name: 'schema.prisma' });
  expect(await find({ 'schema.prisma': '' })).toBeUndefined();
  expect(await find({})).toBeUndefined();
  expect(await find({ 'package.json': '{"prisma":{"schema":"db/main.prisma"}}', 'db/main.prisma': '' })).toEqual({
    folder: 'db',
    name: 'main.prisma',
  });
  expect(
    await find({ 'prisma.config.ts': "export default { schema: 'db/models' }", 'db/models/a.prisma': '' }),
  ).toEqual({
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
  const check = async (...names: string[]) =>
    checkPath(await surveyAt(folder, { PATH: names.map((name) => join(folder, name)).join(delimiter) }));
  expect(await check('theirs', 'else/shims')).toMatchObject({
    level: 'warn',
    fix: ['eval "$(prisma-interlock shellenv bash)"'],
  });
  expect(await check('link/to', 'theirs')).toMatchObject({ level: 'ok' });
  expect(await check('theirs', 'ours/shims')).toMatchObject({
    level: 'warn',
    says: expect.stringContaining(join(folder, 'theirs', 'prisma')),
  });
});
