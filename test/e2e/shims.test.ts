import { chmodSync, cpSync, mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../support/run.ts';
import { installedProject } from './installed.ts';

/** A project in which only the PATH folder stands before Prisma; `search`: what PATH begins with. */
function project(search: (shims: string, dir: string) => string[]) {
  const at = installedProject({ major: 7, provider: 'sqlite', url: 'file:./dev.db' });
  const shims = join(at.dir, 'node_modules/prisma-interlock/shims');
  const env = { ...at.env, PATH: [...search(shims, at.dir), at.env['PATH']].join(':') };
  const type = (line: string, more: Readonly<Record<string, string>> = {}) =>
    run('/bin/sh', ['-c', line], { cwd: at.dir, env: { ...env, ...more } });
  return { ...at, shims, type };
}

test.each([
  ['once', (shims: string) => [shims]],
  ['three times, by a link as well', (shims: string, dir: string) => [shims, join(dir, 'linked'), shims]],
])('a typed prisma is ours with our folder on PATH %s, and finds the real one', async (_name, search) => {
  const at = project(search);
  symlinkSync(at.shims, join(at.dir, 'linked'));
  const blocked = await at.type('prisma migrate reset --force', { NODE_ENV: 'production' });
  expect({ exitCode: blocked.exitCode, stdout: blocked.stdout }).toEqual({ exitCode: 77, stdout: '' });
  expect((await at.type('prisma validate')).stdout).toContain('is valid');
  expect(at.calls()).toEqual([]);
});

test('where only copies of us are on PATH there is no real one, and no end to be waited for', async () => {
  const at = project((shims) => [shims]);
  const home = join(at.dir, 'node_modules/prisma-interlock');
  cpSync(home, join(at.dir, 'copy'), { recursive: true, verbatimSymlinks: true });
  for (const folder of ['script', 'node']) mkdirSync(join(at.dir, folder));
  // As pnpm writes it.
  const script = join(at.dir, 'script', 'dropdb');
  writeFileSync(script, `#!/bin/sh\nexec node "${home}/bin/dropdb.js" "$@"\n`);
  chmodSync(script, 0o755);
  // Node alone: the machine's own folders may have a dropdb.
  symlinkSync(process.execPath, join(at.dir, 'node/node'));
  const folders = ['node_modules/prisma-interlock/shims', 'copy/shims', 'script', 'node'];
  const env = { ...at.env, PATH: folders.map((each) => join(at.dir, each)).join(':') };
  const ran = await run(join(at.shims, 'dropdb'), ['--help'], { cwd: at.dir, env });
  expect(ran).toMatchObject({ exitCode: 127, stdout: '' });
});

test('prisma7 is judged as Prisma 7', async () => {
  const at = project((shims) => [shims]);
  expect((await at.type('prisma7 --version')).exitCode).toBe(127);
  installPrisma7(join(at.dir, 'node_modules/@prisma'));
  const blocked = await at.type('prisma7 migrate reset --force', { NODE_ENV: 'production' });
  expect({ exitCode: blocked.exitCode, stdout: blocked.stdout }).toEqual({ exitCode: 77, stdout: '' });
  expect(blocked.stderr).toContain('prisma7 migrate reset --force');
  expect((await at.type('prisma7 validate')).stdout).toContain('is valid');
});

/** The wrapper as it is published, beside the packages of that scope that a project has. */
function installPrisma7(scope: string): void {
  const real = realpathSync(scope);
  rmSync(scope);
  mkdirSync(join(scope, 'prisma7/build'), { recursive: true });
  for (const name of readdirSync(real)) symlinkSync(join(real, name), join(scope, name));
  const manifest = { name: '@prisma/prisma7', version: '7.10.1', bin: { prisma7: 'build/prisma7.js' } };
  writeFileSync(join(scope, 'prisma7/package.json'), JSON.stringify(manifest));
  const wrapper = '#!/usr/bin/env node\n"use strict";require("prisma/build/index.js");\n';
  writeFileSync(join(scope, 'prisma7/build/prisma7.js'), wrapper);
}
