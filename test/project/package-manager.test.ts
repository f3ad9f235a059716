import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findPackageManager, lockfilesAt, majorOf } from '../../src/project/package-manager.ts';
import { folderWith, hostAt } from '../doctor/surroundings.ts';

type Files = Readonly<Record<string, string>>;

const starter = (agent: string) => ({ npm_config_user_agent: `${agent} node/v20.20.2 linux x64` });

test('the package manager is the one that the nearest folder names or whose lock lies there, else npm', async () => {
  const manager = async (files: Files, at = '.') => {
    const folder = join(folderWith({ 'a/b/.keep': '', ...files }), at);
    return (await findPackageManager(hostAt(folder), folder)).name;
  };
  expect(await manager({})).toBe('npm');
  expect(await manager({ 'package.json': '{"packageManager":"pnpm@10.1.0+sha512.x"}', 'yarn.lock': '' })).toBe('pnpm');
  expect(await manager({ 'yarn.lock': '' }, 'a/b')).toBe('yarn');
  expect(await manager({ 'pnpm-lock.yaml': '', 'a/bun.lock': '' }, 'a/b')).toBe('bun');
  expect(await manager({ 'package.json': '{"packageManager":"vlt@1"}', 'pnpm-lock.yaml': '' })).toBe('pnpm');
  expect(await manager({ 'package.json': '{"devEngines":{"packageManager":{"name":"yarn"}}}' })).toBe('yarn');
  expect(await manager({ 'deno.lock': '' })).toBe('npm');
  expect(await manager({ 'package.json': 'no manifest', 'bun.lockb': '' })).toBe('bun');
});

test('who started us counts where nothing else tells, and among several lockfiles', async () => {
  const manager = async (files: Files, agent: string) => {
    const folder = folderWith(files);
    return (await findPackageManager(hostAt(folder, starter(agent)), folder)).name;
  };
  const two = { 'package-lock.json': '', 'yarn.lock': '' };
  expect(await manager({}, 'pnpm/9.15.9')).toBe('pnpm');
  expect(await manager({}, 'deno/2.0')).toBe('npm');
  expect(await manager({ 'yarn.lock': '' }, 'npm/11.0.0')).toBe('yarn');
  expect(await manager(two, 'npm/11.0.0')).toBe('npm');
  expect(await manager(two, 'yarn/1.22.0')).toBe('yarn');
  expect(await manager({ ...two, 'package.json': '{"packageManager":"yarn@4.1.0"}' }, 'npm/11.0.0')).toBe('yarn');
});

test('nothing above the last folder that may speak does', async () => {
  const folder = folderWith({ 'yarn.lock': '', 'a/package.json': '{}' });
  const at = join(folder, 'a');
  expect((await findPackageManager(hostAt(at), at, at)).name).toBe('npm');
  expect((await findPackageManager(hostAt(at), at)).name).toBe('yarn');
});

test('its major is that of the program that started us, else of the one that runs here, else of the project', async () => {
  const major = async (files: Files, env: Readonly<Record<string, string>>) => {
    const folder = folderWith({ 'bin/pnpm': '#!/bin/sh\necho a warning\necho 9.15.9\n', ...files });
    const host = hostAt(folder, env);
    // The PATH of the process itself counts when a program is started.
    const before = process.env['PATH'];
    process.env['PATH'] = join(folder, 'bin');
    try {
      return await majorOf(host, await findPackageManager(host, folder), folder);
    } finally {
      process.env['PATH'] = before;
    }
  };
  const pnpm = { 'package.json': '{"packageManager":"pnpm@8.0.0"}' };
  expect(await major(pnpm, starter('pnpm/11.0.2'))).toBe(11);
  expect(await major(pnpm, starter('npm/11.0.2'))).toBe(9);
  expect(await major({ 'package.json': '{"packageManager":"yarn@4.1.0"}' }, {})).toBe(4);
  expect(await major({ 'package.json': '{"packageManager":"yarn@1.22.22"}' }, {})).toBe(1);
  expect(await major({ 'yarn.lock': '', '.yarnrc.yml': '' }, {})).toBe(4);
  expect(await major({ 'yarn.lock': '' }, {})).toBeUndefined();
});

test('a list of workspaces tells of pnpm, and is no lockfile', async () => {
  const folder = folderWith({ 'pnpm-workspace.yaml': '', 'bun.lock': '' });
  expect(lockfilesAt(hostAt(folder), folder)).toEqual(['bun.lock']);
  const alone = folderWith({ 'pnpm-workspace.yaml': '' });
  expect((await findPackageManager(hostAt(alone), alone)).name).toBe('pnpm');
});
