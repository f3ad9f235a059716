import { chmodSync, cpSync, mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fixturePath } from '../support/fixtures.ts';
import { makeProject } from '../support/project.ts';
import { run } from '../support/run.ts';
import { installedProject, installInto } from './installed.ts';

const versionOf = (stdout: string) => /^prisma +: (\d+)\./m.exec(stdout)?.[1];
const askVersion = (program: string, cwd: string, env: Readonly<Record<string, string>>) =>
  run(program, ['--version'], { cwd, env });

test('a workspace runs the Prisma that its root has', async () => {
  const at = installedProject({ major: 6, provider: 'sqlite', url: 'file:./dev.db' });
  const app = join(at.dir, 'packages', 'app');
  mkdirSync(app, { recursive: true });
  writeFileSync(join(app, 'package.json'), '{"name":"app"}');
  cpSync(join(at.dir, 'prisma'), join(app, 'prisma'), { recursive: true });
  const { stdout } = await askVersion(join(at.dir, 'node_modules/.bin/prisma'), app, at.env);
  expect(versionOf(stdout)).toBe('6');
});

test('a member of a workspace with a Prisma of its own runs that one', async () => {
  const at = installedProject({ major: 6, provider: 'sqlite', url: 'file:./dev.db' });
  const app = join(at.dir, 'packages', 'app');
  mkdirSync(join(app, 'node_modules'), { recursive: true });
  writeFileSync(join(app, 'package.json'), '{"name":"app"}');
  cpSync(join(at.dir, 'prisma'), join(app, 'prisma'), { recursive: true });
  for (const name of ['prisma', '@prisma']) {
    symlinkSync(realpathSync(join(fixturePath('prisma5'), 'node_modules', name)), join(app, 'node_modules', name));
  }
  const { stdout } = await askVersion(join(at.dir, 'node_modules/.bin/prisma'), app, at.env);
  expect(versionOf(stdout)).toBe('5');
});

test('a store of links, with a script in .bin as pnpm writes it, is no obstacle', async () => {
  const project = makeProject({ major: 6, provider: 'sqlite', url: 'file:./dev.db' });
  onTestFinished(() => project.cleanup());
  const modules = join(project.dir, 'node_modules');
  const store = join(modules, '.pnpm', 'prisma@6.19.3', 'node_modules');
  mkdirSync(store, { recursive: true });
  for (const name of readdirSync(modules)) {
    if (!name.startsWith('.') && name !== 'prisma') symlinkSync(realpathSync(join(modules, name)), join(store, name));
  }
  cpSync(realpathSync(join(modules, 'prisma')), join(store, 'prisma'), { recursive: true });
  for (const name of readdirSync(modules)) if (!name.startsWith('.')) rmSync(join(modules, name));
  symlinkSync('.pnpm/prisma@6.19.3/node_modules/prisma', join(modules, 'prisma'));
  const shelf = join(modules, '.pnpm', 'prisma-interlock@0.1.0');
  installInto(shelf);
  symlinkSync('.pnpm/prisma-interlock@0.1.0/node_modules/prisma-interlock', join(modules, 'prisma-interlock'));
  const script = join(modules, '.bin', 'prisma');
  rmSync(script);
  writeFileSync(script, '#!/bin/sh\nexec node "$(dirname "$0")/../prisma-interlock/bin/prisma.js" "$@"\n');
  chmodSync(script, 0o755);
  const { stdout, stderr } = await askVersion(script, project.dir, project.env);
  expect(versionOf(stdout), stderr).toBe('6');
});

test('our own package under the name of prisma is not taken for Prisma', async () => {
  const at = installedProject({ major: 6, provider: 'sqlite', url: 'file:./dev.db' });
  const modules = join(at.dir, 'node_modules');
  rmSync(join(modules, 'prisma'));
  symlinkSync('prisma-interlock', join(modules, 'prisma'));
  const ours = join(modules, '.bin', 'prisma');
  const alone = await run(ours, ['migrate', 'reset', '--force'], { cwd: at.dir, env: at.env });
  expect({ exitCode: alone.exitCode, stdout: alone.stdout }).toEqual({ exitCode: 127, stdout: '' });
  expect(alone.stderr).toContain('npm install --save-dev prisma');
  const harmless = await run(ours, ['--version'], { cwd: at.dir, env: at.env });
  expect(harmless.exitCode).toBe(127);

  // A Prisma that is installed for the whole machine stands further down PATH.
  const global = join(at.dir, 'global');
  mkdirSync(join(global, 'bin'), { recursive: true });
  symlinkSync(at.cli, join(global, 'bin', 'prisma'));
  const { stdout } = await askVersion(ours, at.dir, { ...at.env, PATH: `${at.env['PATH']}:${join(global, 'bin')}` });
  expect(versionOf(stdout)).toBe('6');
  expect(dirname(at.cli)).not.toContain(at.dir);
});
