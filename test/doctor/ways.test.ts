import { cpSync, existsSync, mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkPackageLine } from '../../src/doctor/checks/lines.ts';
import type { WayResult } from '../../src/doctor/diagnosis.ts';
import { listWays } from '../../src/doctor/ways/list-ways.ts';
import { sendCanary } from '../../src/doctor/ways/send-canary.ts';
import { tryWays } from '../../src/doctor/ways/try-ways.ts';
import { lineProject } from '../e2e/in-package.ts';
import { installedProject, installInto } from '../e2e/installed.ts';
import { fixturePath } from '../support/fixtures.ts';
import { makeProject, type Project, type ProjectOptions } from '../support/project.ts';
import { folderWith, hostAt, surveyAt } from './surroundings.ts';

const sqlite = { provider: 'sqlite', url: 'file:./dev.db' } as const;

/** Results by the name of the way; `only`: of those whose name it matches. */
async function tryIn(at: Project, only = /./): Promise<Record<string, WayResult>> {
  const ways = listWays(await surveyAt(at.dir, at.env)).filter(({ name }) => only.test(name));
  const results = await tryWays(hostAt(at.dir, at.env), ways);
  return Object.fromEntries(results.map((result) => [result.way, result]));
}

/** All but what Node's and npm's own caches add. */
function filesOf(folder: string): unknown[] {
  return readdirSync(folder, { recursive: true }).filter(
    (name) => !/(^\.home|(^|\/)node_modules\/\.cache)/.test(String(name)),
  );
}

/** A project in which our package lies, and `.bin/prisma` is still the real one. */
function unlinked(options: ProjectOptions): Project {
  const at = makeProject(options);
  onTestFinished(() => at.cleanup());
  installInto(at.dir);
  const link = join(at.dir, 'node_modules/.bin/prisma');
  rmSync(link);
  symlinkSync(join('..', 'prisma', 'build/index.js'), link);
  return at;
}

const configOf7 = (first: string, more = '') => `${first}
import { defineConfig } from 'prisma/config';
export default defineConfig({ schema: 'prisma/schema.prisma', datasource: { url: 'file:./dev.db' } });
${more}`;
const line = "import 'prisma-interlock/config';";

const everyday = ['npx prisma', 'a package script (npm)', 'node_modules/.bin/prisma'];
const entry = 'node node_modules/prisma/build/index.js';

for (const major of [5, 6, 7] as const) {
  test(`a bare Prisma ${major} is open on every way, and no way reaches its engine`, async () => {
    const at = unlinked({ major, ...sqlite });
    const files = filesOf(at.dir);
    const results = await tryIn(at);
    for (const way of [...everyday, entry, 'from prisma/']) {
      expect(results[way], way).toMatchObject({ state: 'open', level: 'fail', layers: [] });
      expect(results[way]?.fix.length, way).toBeGreaterThan(0);
    }
    expect(results[entry]?.why).toBe('Nobody stood between this line and the database.');
    expect(results['prisma on PATH']).toMatchObject({ state: 'absent', level: 'ok' });
    if (major > 5) expect(results['prisma mcp']).toMatchObject({ state: 'open', level: 'fail' });
    else expect(results).not.toHaveProperty('prisma mcp');
    expect(at.calls()).toEqual([]);
    expect(filesOf(at.dir)).toEqual(files);
  });
}

test('a shim in .bin catches what goes through .bin, and not the entry file', async () => {
  const at = installedProject({ major: 6, ...sqlite, env: { NODE_ENV: 'production' } });
  const results = await tryIn(at);
  for (const way of [...everyday, 'prisma on PATH', 'dropdb on PATH'])
    expect(results[way], way).toMatchObject({ state: 'caught', layers: expect.arrayContaining(['shim']), fix: [] });
  expect(results['prisma mcp']).toMatchObject({ state: 'caught', layers: ['shim'] });
  for (const way of [entry, 'from prisma/'])
    expect(results[way], way).toMatchObject({
      state: 'open',
      fix: [expect.stringContaining('prisma-interlock init')],
    });
  expect(at.calls()).toEqual([]);
  expect(at.audit()).toEqual([]);
  expect(at.backups()).toEqual([]);
});

for (const major of [6, 7] as const) {
  test(`the line in the file of Prisma ${major} itself catches every way, from every folder`, async () => {
    const at = lineProject({ major, ...sqlite });
    mkdirSync(join(at.dir, 'node_modules/.bin'));
    symlinkSync('../prisma/build/index.js', join(at.dir, 'node_modules/.bin/prisma'));
    const results = await tryIn(at);
    for (const way of [...everyday, entry, 'from prisma/', 'prisma mcp'])
      expect(results[way], way).toMatchObject({ state: 'caught', layers: expect.arrayContaining(['shim']) });
    expect(at.calls()).toEqual([]);

    const check = async () => checkPackageLine(await surveyAt(at.dir, at.env));
    expect(await check()).toMatchObject([{ level: 'ok' }]);
    mkdirSync(join(at.dir, 'node_modules/other/node_modules'), { recursive: true });
    cpSync(
      realpathSync(join(fixturePath('prisma5'), 'node_modules/prisma/package.json')),
      join(at.dir, 'node_modules/other/node_modules/prisma/package.json'),
    );
    mkdirSync(join(at.dir, 'node_modules/other/node_modules/prisma/build'));
    writeFileSync(join(at.dir, 'node_modules/other/node_modules/prisma/build/index.js'), '#!/usr/bin/env node\n');
    expect(await check()).toMatchObject([
      { level: 'warn', says: expect.stringContaining('5.22.0, node_modules/other') },
    ]);
  });
}

test('the line in the config file catches every way that reads that file, and another config is told to have it too', async () => {
  const files = { 'prisma.config.ts': configOf7(line), 'prisma.prod.config.ts': configOf7('') };
  const at = unlinked({ major: 7, ...sqlite, files });
  const results = await tryIn(at);
  for (const way of [...everyday, entry])
    expect(results[way], way).toMatchObject({ state: 'caught', layers: ['config', 'gate'] });
  expect(results['prisma mcp']).toMatchObject({ state: 'caught', layers: ['config'] });
  expect(results['--config prisma.prod.config.ts']).toMatchObject({
    state: 'open',
    level: 'fail',
    fix: [
      expect.stringContaining("import 'prisma-interlock/config';"),
      expect.stringContaining('prisma-interlock link'),
    ],
  });
  expect(results['from prisma/']).toMatchObject({ state: 'open', fix: ['npx prisma-interlock link'] });
  expect(at.calls()).toEqual([]);

  writeFileSync(join(at.dir, 'prisma.prod.config.ts'), configOf7(line));
  expect((await tryIn(at, /--config/))['--config prisma.prod.config.ts']).toMatchObject({ state: 'caught' });
});

test('a config that names its own engine behind our line has it behind the gate', async () => {
  const more = 'process.env.PRISMA_SCHEMA_ENGINE_BINARY = process.env.OWN_ENGINE;';
  const at = unlinked({ major: 7, ...sqlite, files: { 'prisma.config.ts': configOf7(line, more) } });
  const own = join(import.meta.dirname, '../../bin/canary-engine.js');
  const results = await tryIn({ ...at, env: { ...at.env, OWN_ENGINE: own } }, /^node /);
  expect(results[entry]).toMatchObject({ state: 'caught', layers: ['config', 'gate'] });
});

test('a Prisma without the line that the project is set up to give it is a failure, and no line at all is none', async () => {
  const bare = unlinked({ major: 7, ...sqlite });
  expect(checkPackageLine(await surveyAt(bare.dir, bare.env))).toEqual([]);
  for (const [file, text] of [
    ['package.json', '{"scripts":{"postinstall":"prisma-interlock link || exit 0"}}'],
    ['patches/prisma-interlock.patch', 'diff'],
    ['.yarn/plugins/plugin-prisma-interlock.cjs', 'module.exports'],
  ] as const) {
    const at = unlinked({ major: 7, ...sqlite, files: { [file]: text } });
    expect(checkPackageLine(await surveyAt(at.dir, at.env)), file).toMatchObject([{ level: 'fail' }]);
  }
});

test('a driver adapter of Prisma 6, before which no gate can stand, is open in spite of the line', async () => {
  const config = `${line}
import { defineConfig } from 'prisma/config';
export default defineConfig({
  schema: 'prisma/schema.prisma',
  engine: 'js',
  experimental: { adapter: true },
  adapter: async () => { require('node:fs').writeFileSync('connected', ''); throw new Error('no adapter'); },
});
`;
  const at = unlinked({ major: 6, ...sqlite, files: { 'prisma.config.ts': config, 'prisma.other.config.ts': config } });
  const results = await tryIn(at, /^node |--config/);
  expect(Object.keys(results)).toHaveLength(2);
  // Not even to read: what the adapter connects to is nobody's business here.
  expect(existsSync(join(at.dir, 'connected'))).toBe(false);
  expect(results[entry]).toMatchObject({ state: 'open', layers: ['config'], why: expect.stringContaining('adapter') });
});

test('a package of the workspace with a Prisma of its own is a way in of its own', async () => {
  const at = installedProject({
    major: 6,
    ...sqlite,
    files: {
      'package.json': '{"name":"root","workspaces":["packages/*"]}',
      'packages/db/package.json': '{"name":"db","dependencies":{"prisma":"5"}}',
      'packages/ui/package.json': '{"name":"ui"}',
    },
  });
  const member = join(at.dir, 'packages/db');
  mkdirSync(join(member, 'node_modules'));
  cpSync(join(at.dir, 'prisma'), join(member, 'prisma'), { recursive: true });
  for (const name of ['prisma', '@prisma'])
    symlinkSync(realpathSync(join(fixturePath('prisma5'), 'node_modules', name)), join(member, 'node_modules', name));
  const results = await tryIn(at, /packages/);
  expect(results['in packages/db/: node …/index.js']).toMatchObject({ state: 'open', level: 'fail' });
  expect(results['in packages/db/: .bin/prisma']).toMatchObject({
    state: 'caught',
    layers: expect.arrayContaining(['shim']),
  });
  expect(Object.keys(results).filter((way) => way.includes('packages/ui'))).toEqual([]);
});

test('the other Prisma 7, under its own name, is tried by its link and by its file', async () => {
  const at = unlinked({ major: 6, ...sqlite });
  const modules = join(at.dir, 'node_modules');
  mkdirSync(join(modules, '@prisma'), { recursive: true });
  const seven = join(modules, '@prisma', 'prisma7');
  rmSync(join(modules, '@prisma'), { recursive: true });
  mkdirSync(seven, { recursive: true });
  writeFileSync(
    join(seven, 'package.json'),
    '{"name":"@prisma/prisma7","version":"7.0.0","bin":{"prisma7":"build/index.js"}}',
  );
  mkdirSync(join(seven, 'build'));
  symlinkSync(
    realpathSync(join(fixturePath('prisma7'), 'node_modules/prisma/build/index.js')),
    join(seven, 'build/index.js'),
  );
  symlinkSync('../@prisma/prisma7/build/index.js', join(modules, '.bin/prisma7'));
  const results = await tryIn(at, /prisma7/);
  expect(results['node_modules/.bin/prisma7']).toMatchObject({ state: 'open', level: 'fail' });
  expect(results['node node_modules/@prisma/prisma7/build/index.js']).toMatchObject({ state: 'open', level: 'fail' });
});

test('Prisma 8 is asked for nothing but its version, and caught where the shim saw that', async () => {
  const options = { major: 8, provider: 'postgresql', url: 'postgresql://nobody@127.0.0.1:1/none' } as const;
  const at = installedProject(options);
  const words = listWays(await surveyAt(at.dir, at.env)).flatMap((way) =>
    'words' in way ? [way.words.join(' ')] : [],
  );
  expect(words.length).toBeGreaterThan(2);
  for (const each of words) expect(each).toMatch(/--version$/);
  const results = await tryIn(at);
  expect(results['node_modules/.bin/prisma']).toMatchObject({ state: 'caught', layers: ['shim'] });
  expect(results['node node_modules/prisma/dist/prisma.js']).toMatchObject({ state: 'open', level: 'fail' });
});

test('a real dropdb on PATH is a warning, for Prisma never starts it', async () => {
  const folder = folderWith({ 'bin/dropdb': '#!/bin/sh\necho "dropdb (PostgreSQL) 15.1"\n', 'package.json': '{}' });
  const env = { PATH: join(folder, 'bin') };
  const [result] = await tryWays(
    hostAt(folder, env),
    listWays(await surveyAt(folder, env)).filter(({ name }) => name.startsWith('dropdb')),
  );
  expect(result).toMatchObject({ state: 'open', level: 'warn', fix: ['eval "$(prisma-interlock shellenv bash)"'] });
});

test.each(['sqlite', 'mysql'] as const)(
  'where the project has a %s database, no dropdb is a way to it',
  async (provider) => {
    const folder = folderWith({ 'bin/dropdb': '#!/bin/sh\nexit 0\n', 'package.json': '{}' });
    const ways = listWays(await surveyAt(folder, { PATH: join(folder, 'bin') }), provider);
    expect(ways.find(({ name }) => name.startsWith('dropdb'))).toMatchObject({
      name: 'dropdb on PATH',
      absent: expect.stringContaining('PostgreSQL'),
    });
  },
);

test('a program that never ends is ended with all that it started, and counts as open', async () => {
  const folder = folderWith({ hangs: '#!/bin/sh\nsleep 300 & echo $! > pid\nwait\n' });
  const host = hostAt(folder, { PATH: process.env['PATH'] ?? '' });
  const way = { name: 'hangs', program: join(folder, 'hangs'), words: [], cwd: folder, fix: [] };
  const arrival = await sendCanary(host, way, new Set(), 700);
  expect(arrival).toEqual({ layers: [], ended: 'late', said: '' });
  const pid = Number(host.fs.readFileSync(join(folder, 'pid'), 'utf8'));
  for (let tries = 0; tries < 100 && host.isAlive(pid) && !isZombie(pid); tries += 1)
    await new Promise((r) => setTimeout(r, 20));
  expect(host.isAlive(pid) && !isZombie(pid)).toBe(false);

  function isZombie(id: number): boolean {
    const stat = `/proc/${id}/stat`;
    return host.fs.existsSync(stat) && /\) Z /.test(host.fs.readFileSync(stat, 'utf8'));
  }
});

test('a program that cannot be started is not there', async () => {
  const folder = folderWith({ 'no-program': 'neither a script nor executable' });
  const way = { name: 'odd', program: join(folder, 'no-program'), words: [], cwd: folder, fix: ['x'] };
  expect(await tryWays(hostAt(folder), [way])).toEqual([
    { way: 'odd', state: 'absent', level: 'ok', layers: [], why: 'It could not be started.', fix: [] },
  ]);
});
