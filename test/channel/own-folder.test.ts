import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { makeOwnFolder } from '../../src/channel/own-folder.ts';
import { createHost, type Host } from '../../src/host.ts';
import { scratchFolder } from '../backup/engines/scratch.ts';
import { installedProject } from '../e2e/installed.ts';
import { runSql } from '../support/sql.ts';

const dead = spawnSync('true').pid;
let place: string;
let host: Host;

beforeEach(() => {
  place = scratchFolder();
  host = Object.create(createHost(), { temporaryFolder: { value: () => place } }) as Host;
});

/** A folder as a run with that process id would have left it, with a file in it. */
function leave(pid: number, name = namedAfter(pid)): string {
  const folder = join(place, name);
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(join(folder, 's'), '');
  return folder;
}

/** Of the same namespace as this process. */
function namedAfter(pid: number, random = 'aB3dE6'): string {
  const [, namespace = ''] = basename(makeOwnFolder(host)).split('-');
  return `interlock-${namespace}-${pid}-${random}`;
}

test('a folder of ours is for this user alone', () => {
  const folder = makeOwnFolder(host);
  expect(lstatSync(folder).mode & 0o777).toBe(0o700);
  expect(folder.startsWith(join(place, 'interlock-'))).toBe(true);
});

test('what a killed run left is removed, and what a living one uses is not', () => {
  const gone = leave(dead);
  const mine = makeOwnFolder(host);
  const living = leave(process.ppid);
  makeOwnFolder(host);
  expect([gone, mine, living].map((folder) => existsSync(folder))).toEqual([false, true, true]);
});

test('what is not surely a leftover of this user stays', () => {
  const outside = join(place, 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, 'kept'), '');
  const linked = join(place, namedAfter(dead, 'linked'));
  symlinkSync(outside, linked);
  const holdsFolder = leave(dead, namedAfter(dead, 'folder'));
  mkdirSync(join(holdsFolder, 'below'));
  const open = leave(dead, namedAfter(dead, 'opened'));
  chmodSync(open, 0o755);
  const elsewhere = leave(dead, `interlock-zzzz-${dead}-aB3dE6`);
  const others = ['interlock-aB3dE6', 'interlock-pg-aB3dE6', 'something'].map((name) => leave(dead, name));
  makeOwnFolder(host);
  for (const kept of [linked, join(outside, 'kept'), holdsFolder, open, elsewhere, ...others]) {
    expect(existsSync(kept), kept).toBe(true);
  }
});

test('a link in a leftover goes, and what it leads to stays', () => {
  const outside = join(place, 'outside');
  mkdirSync(outside);
  const folder = leave(dead);
  symlinkSync(outside, join(folder, 'link'));
  makeOwnFolder(host);
  expect([folder, outside].map((file) => existsSync(file))).toEqual([false, true]);
});

test.runIf(process.getuid?.() === 0)("another user's stays", () => {
  const folder = leave(dead);
  chownSync(folder, 65_534, 65_534);
  makeOwnFolder(host);
  expect(existsSync(folder)).toBe(true);
});

test("a gate's pipe is removed once nobody can want it any more", () => {
  const [old, young] = ['interlock-gate-1', 'interlock-gate-2'].map((name) => join(place, name)) as [string, string];
  for (const pipe of [old, young]) execFileSync('mkfifo', ['-m', '600', pipe]);
  const hourAgo = Date.now() / 1000 - 3600;
  utimesSync(old, hourAgo, hourAgo);
  makeOwnFolder(host);
  expect([old, young].map((pipe) => existsSync(pipe))).toEqual([false, true]);
});

test('of very many leftovers each run removes some', () => {
  const first = namedAfter(dead, '');
  for (let index = 0; index < 250; index += 1) leave(dead, `${first}${100_000 + index}`);
  makeOwnFolder(host);
  expect(readdirSync(place).filter((name) => name.includes(`-${dead}-`))).toHaveLength(150);
});

test('a line that was killed while it asked Prisma leaves a folder, and the next one removes it', async () => {
  const env = { TMPDIR: place };
  const at = installedProject({ major: 6, provider: 'sqlite', url: 'file:./dev.db', seed: true, env });
  await runSql('sqlite', `file:${join(at.dir, 'prisma/dev.db')}`, 'CREATE TABLE "User" (id INTEGER)');
  // It starts no engine, so Prisma is asked first which database is meant.
  const child = spawn(join(at.dir, 'node_modules/.bin/prisma'), ['db', 'seed'], { cwd: at.dir, env: at.env });
  const left = () => readdirSync(place).filter((name) => name.includes(`-${child.pid}-`));
  for (let tries = 0; tries < 1000 && left().length === 0; tries += 1) await sleep(10);
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  expect(left()).toHaveLength(1);
  expect((await at.run('prisma', ['db', 'seed'])).exitCode).toBe(0);
  expect(left()).toEqual([]);
});
