import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createHost, type Host } from '../../src/host.ts';
import { changeKnown, knownFile, readKnown } from '../../src/known/file.ts';
import { withSaid } from '../../src/known/recall.ts';
import type { TargetIdentity } from '../../src/types.ts';

let home: string;
const hostAt = (folder: string | undefined): Host =>
  Object.create(createHost(), { homeFolder: { value: () => folder } });
const said = (name: string) => ({
  identity: { provider: 'postgresql', host: 'localhost', port: 5432, database: name } satisfies TargetIdentity,
  label: `${name}@localhost`,
  word: 'production' as const,
  from: 'policy' as const,
  why: 'It is.',
  at: '2026-01-01T00:00:00.000Z',
});
const add = (host: Host, name: string) =>
  changeKnown(host, ({ entries, seen }) => ({ entries: withSaid(entries, said(name)), seen }));

beforeEach(() => {
  home = mkdtempSync(join(realpathSync(tmpdir()), 'known-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

it('is written for nobody else, below the home of the list of users, whatever HOME and XDG_STATE_HOME say', () => {
  const host = Object.create(hostAt(home), { env: { value: { HOME: '/else', XDG_STATE_HOME: '/else' } } }) as Host;
  add(host, 'app');
  const file = join(home, '.local/state/prisma-interlock/known.json');
  expect(knownFile(host)).toBe(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readKnown(host)).toMatchObject({
    state: 'there',
    entries: [{ label: 'app@localhost', strictest: 'production' }],
  });
});

it.each([
  ['no JSON', '{'],
  ['another shape', '{"version":1,"databases":[{"label":"x"}]}'],
  ['something seen that did not say which one it is', '{"version":1,"databases":[],"seen":[{"label":"x","at":"x"}]}'],
  ['a later version', '{"version":2,"databases":[]}'],
  ['nothing', ''],
])('is broken where it holds %s, and is not written over', (_, text) => {
  const host = hostAt(home);
  add(host, 'app');
  const file = knownFile(host) ?? '';
  writeFileSync(file, text);
  expect(readKnown(host)).toMatchObject({ state: 'broken', why: expect.stringContaining(file) });
  expect(() => add(host, 'other')).toThrow();
  expect(readFileSync(file, 'utf8')).toBe(text);
});

it('is broken where something else stands in its place', () => {
  const host = hostAt(home);
  mkdirSync(knownFile(host) ?? '', { recursive: true });
  expect(readKnown(host).state).toBe('broken');
});

it('is none without a home, and empty where nothing was ever said', () => {
  expect(readKnown(hostAt(undefined)).state).toBe('none');
  expect(readKnown(hostAt(join(home, 'none'))).state).toBe('none');
  expect(readKnown(hostAt(home))).toEqual({ state: 'there', entries: [], seen: [] });
});

it('takes a lock that a process left which is gone, and not one that lives', async () => {
  const host = hostAt(home);
  const lock = `${knownFile(host)}.lock`;
  mkdirSync(dirname(lock), { recursive: true });
  const child = spawn(process.execPath, ['--eval', '']);
  await once(child, 'close');
  writeFileSync(lock, `${host.hostname()} ${child.pid} 00`);
  add(host, 'app');
  writeFileSync(lock, `${host.hostname()} ${process.pid} 00`);
  expect(() => add(host, 'other')).toThrow(lock);
  expect(readFileSync(lock, 'utf8')).toContain(String(process.pid));
});

it('loses nothing of what several processes say at once', async () => {
  const program = join(import.meta.dirname, 'say-program.ts');
  const children = ['a', 'b', 'c', 'd'].map((name) =>
    spawn(process.execPath, ['--import', 'tsx', program, home, name], { stdio: 'inherit' }),
  );
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'close'))[0]));
  expect(codes).toEqual([0, 0, 0, 0]);
  const memory = readKnown(hostAt(home));
  expect(memory.entries).toHaveLength(40);
});
