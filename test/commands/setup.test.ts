import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { call } from './call.ts';
import { cloneOf, commitAll, layouts, makeRepository } from './setup-projects.ts';

const machine = { PATH: process.env['PATH'] ?? '' };
const run = (cwd: string, argv: readonly string[], env: Record<string, string> = {}) =>
  call(argv, { cwd, env: { ...machine, ...env } });
const apply = ['--yes', '--no-install'];

describe.each(Object.entries(layouts))('a project of %s', (_name, files) => {
  test('is after init and uninstall what it was, to the byte', async () => {
    const at = makeRepository(files);
    expect(await run(at.dir, ['init', ...apply])).toMatchObject({ exitCode: 0 });
    expect(at.status()).toContain('package.json');
    expect((await run(at.dir, ['init', ...apply])).stdout).toContain('Nothing to do');
    expect(await run(at.dir, ['uninstall', ...apply])).toMatchObject({ exitCode: 0 });
    expect(at.status()).toBe('');
    expect((await run(at.dir, ['uninstall', ...apply])).stdout).toContain('Nothing to do');
  });

  test('is that in a clone as well, where nobody remembers what init did', async () => {
    const at = makeRepository(files);
    await run(at.dir, ['init', ...apply]);
    commitAll(at, 'init');
    const clone = cloneOf(at);
    expect((await run(clone.dir, ['init', ...apply])).stdout).toContain('Nothing to do');
    expect(await run(clone.dir, ['uninstall', ...apply])).toMatchObject({ exitCode: 0 });
    commitAll(clone, 'uninstall');
    expect(clone.git('diff', '--stat', 'HEAD~2')).toBe('');
  });

  test('keeps what somebody changed in between', async () => {
    const at = makeRepository(files);
    await run(at.dir, ['init', ...apply]);
    const file = join(at.dir, '.gitignore');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\nmine/\n`);
    await run(at.dir, ['uninstall', ...apply]);
    expect(readFileSync(file, 'utf8')).toContain('mine/');
    expect(readFileSync(file, 'utf8')).not.toContain('interlock');
    const changed = at.status().trim().split('\n');
    expect(changed).toEqual([expect.stringContaining('.gitignore')]);
  });
});

test('a plan is shown and nothing done without a yes', async () => {
  const at = makeRepository(layouts['npm'] ?? {});
  const dry = await run(at.dir, ['init', '--dry-run']);
  expect(dry).toMatchObject({ exitCode: 0, stderr: '' });
  expect(dry.stdout).toContain("+import 'prisma-interlock/config';");
  expect(dry.stdout).toContain('$ npm install');
  const asked = await run(at.dir, ['init']);
  expect(asked).toMatchObject({ exitCode: 75, stdout: dry.stdout });
  expect(at.status()).toBe('');
});

test('with --json each part of the plan is an object', async () => {
  const at = makeRepository(layouts['npm'] ?? {});
  const { stdout } = await run(at.dir, ['init', '--json', '--dry-run']);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toContainEqual({ file: 'prisma.config.ts', diff: expect.stringContaining('prisma-interlock/config') });
  expect(lines).toContainEqual({ run: 'npm install --no-audit --no-fund' });
});

test('an existing script runs first, and its failure stays one', async () => {
  const at = makeRepository(layouts['npm'] ?? {});
  await run(at.dir, ['init', ...apply]);
  const { scripts } = JSON.parse(readFileSync(join(at.dir, 'package.json'), 'utf8'));
  expect(scripts).toMatchObject({
    postinstall: 'echo "hi" && (prisma-interlock link || exit 0)',
    dependencies: 'prisma-interlock link || exit 0',
    'db:studio': 'prisma studio',
    'db:backup': 'prisma-interlock backup',
  });
});

test('where the package manager fails, the files are as they were', async () => {
  const at = makeRepository({ ...layouts['npm'], '.npmrc': 'registry=http://127.0.0.1:1/\nfetch-retries=0\n' });
  const { exitCode, stderr } = await run(at.dir, ['init', '--yes'], { HOME: at.dir });
  expect({ exitCode, stderr }).toEqual({ exitCode: 73, stderr: expect.stringContaining('setup-failed') });
  expect(at.status().replaceAll(/\?\? \.npm\/.*\n|\?\? \.cache\/.*\n/g, '')).toBe('');
});

test('where no package.json lists prisma there is nothing to guard', async () => {
  const at = makeRepository({ 'package.json': '{}' });
  expect(await run(at.dir, ['init', ...apply])).toMatchObject({ exitCode: 64 });
  expect(at.status()).toBe('');
});

test('an agent can put the interlock in, and not take it out', async () => {
  const at = makeRepository(layouts['npm'] ?? {});
  const agent = { CLAUDECODE: '1' };
  expect((await run(at.dir, ['init', ...apply], agent)).exitCode).toBe(0);
  for (const argv of [
    ['uninstall', ...apply],
    ['link', '--undo'],
  ]) {
    expect(await run(at.dir, argv, agent)).toMatchObject({ exitCode: 75, stdout: '' });
  }
  expect(existsSync(join(at.dir, 'prisma-interlock.json'))).toBe(true);
});

test('a file that is not UTF-8 is left alone', async () => {
  const at = makeRepository(layouts['npm'] ?? {});
  writeFileSync(join(at.dir, '.gitignore'), Buffer.from([0xff, 0xfe, 0x0a]));
  expect(await run(at.dir, ['init', ...apply])).toMatchObject({ exitCode: 73 });
  expect(at.status()).toBe(' M .gitignore\n');
});

test('a Prisma that is patched already keeps its patch, and is guarded after each install', async () => {
  const patched = { 'pnpm-workspace.yaml': 'patchedDependencies:\n  prisma@7.10.0: patches/prisma.patch\n' };
  const at = makeRepository({ ...layouts['pnpm'], ...patched });
  const { stderr } = await run(at.dir, ['init', ...apply]);
  expect(stderr).toContain('patched already');
  expect(at.git('diff', 'pnpm-workspace.yaml')).toBe('');
  const { scripts } = JSON.parse(readFileSync(join(at.dir, 'package.json'), 'utf8'));
  expect(scripts.postinstall).toBe('prisma-interlock link || exit 0');
});

test('for Bun, whose patches name a version, an update of Prisma renews the key', async () => {
  const at = makeRepository(layouts['bun'] ?? {});
  // As far as `init` looks whether we are installed.
  mkdirSync(join(at.dir, 'node_modules/prisma-interlock'), { recursive: true });
  writeFileSync(join(at.dir, 'node_modules/prisma-interlock/package.json'), '{}');
  for (const version of ['7.10.0', '7.10.1']) {
    const home = join(at.dir, 'node_modules/prisma');
    mkdirSync(join(home, 'build'), { recursive: true });
    writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'prisma', version, bin: 'build/index.js' }));
    writeFileSync(join(home, 'build/index.js'), '#!/usr/bin/env node\n');
    await run(at.dir, ['init', ...apply]);
    const { patchedDependencies } = JSON.parse(readFileSync(join(at.dir, 'package.json'), 'utf8'));
    expect(patchedDependencies).toEqual({ [`prisma@${version}`]: 'patches/prisma-interlock.patch' });
    expect(readFileSync(join(home, 'build/index.js'), 'utf8')).toContain('prisma-interlock/entry');
  }
  expect((await run(at.dir, ['init', ...apply])).stdout).toContain('Nothing to do');
});

test('it is said what else the files need to reach everybody', async () => {
  const more = { Dockerfile: 'FROM node:22\n', '.gitignore': 'patches\n' };
  const { stderr } = await run(makeRepository({ ...layouts['pnpm'], ...more }).dir, ['init', ...apply]);
  expect(stderr).toContain('git add --force patches/prisma-interlock.patch');
  expect(stderr).toContain('Dockerfile has to copy patches/prisma-interlock.patch');
});

describe('a Prisma in a project where we are not installed yet', () => {
  test('does not get a line that would stop it', async () => {
    const at = makeRepository(layouts['npm'] ?? {});
    const home = join(at.dir, 'node_modules/prisma');
    mkdirSync(join(home, 'build'), { recursive: true });
    writeFileSync(join(home, 'package.json'), '{"name":"prisma","version":"7.10.1","bin":"build/index.js"}');
    writeFileSync(join(home, 'build/index.js'), '#!/usr/bin/env node\n');
    expect(await run(at.dir, ['init', ...apply])).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(home, 'build/index.js'), 'utf8')).toBe('#!/usr/bin/env node\n');
  });
});
