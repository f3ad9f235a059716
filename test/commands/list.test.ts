import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type TinyPlace, tinyPlace, writeTiny } from '../backup/engines/scratch.ts';
import { tinyEngine, tinyTarget } from '../backup/engines/tiny-engine.ts';
import { encryptedPlace } from '../backup/repository/places.ts';
import { call } from './call.ts';

async function project() {
  const place = tinyPlace();
  writeFileSync(join(place.folder, 'package.json'), '{}');
  const old = await writeTiny(place, { kind: 'manual' });
  const damaged = await writeTiny(place);
  const newest = await writeTiny(place);
  writeFileSync(join(damaged.path, 'manifest.json'), '{ "format": 1');
  return { place, old, damaged, newest };
}

test('the list shows the newest first, and a damaged one with the reason', async () => {
  const { place, old, damaged, newest } = await project();
  const { exitCode, stdout, stderr } = await call(['list'], {
    cwd: place.folder,
    now: new Date('2026-11-22T05:00:00Z'),
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  const short = ({ id }: { id: string }) => id.slice(-4);
  expect(lines[0]).toBe('tiny@localhost');
  expect(lines[1]).toMatch(/^ID +WHEN +WHY +SIZE +TABLES +ROWS +STATE$/);
  expect(lines.slice(2, 4).map((line) => line.split(' ')[0])).toEqual([short(newest), short(old)]);
  expect(lines[2]).toMatch(/ 4 h ago +before db push +26 B +2 +3 +inspected$/);
  expect(lines.slice(4)).toEqual([
    '',
    expect.stringMatching(/^ID +DAMAGED/),
    expect.stringMatching(/^\w{4} +damaged: /),
  ]);
  expect(lines[6]).toBe(`${short(damaged)}  damaged: its manifest is not JSON`);
  expect(stdout).not.toContain('\u001b');
});

test('the list as JSON has an object a line with exact numbers', async () => {
  const { place, newest, damaged } = await project();
  const { stdout } = await call(['list', '--json'], { cwd: place.folder });
  const objects = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(objects).toHaveLength(3);
  expect(objects[0]).toMatchObject({
    id: newest.id,
    state: 'good',
    size: 26,
    tables: 2,
    rows: 3,
    kind: 'automatic',
    check: 'inspected',
  });
  expect(objects[1]).toMatchObject({ id: damaged.id, state: 'damaged', why: 'its manifest is not JSON' });
});

test('an empty repository is said on stderr, so that a pipe gets nothing', async () => {
  const { folder } = tinyPlace();
  writeFileSync(join(folder, 'package.json'), '{}');
  const { exitCode, stdout, stderr } = await call(['list'], { cwd: folder });
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  expect(stderr).toContain(`There is no repository yet: the first backup makes it in ${folder}`);
  mkdirSync(join(folder, 'backups'));
  expect((await call(['list'], { cwd: folder })).stderr).toContain(`There are no backups in ${folder}`);
});

test('a broken policy stops the list with 78', async () => {
  const { place } = await project();
  writeFileSync(join(place.folder, 'prisma-interlock.json'), '{ "bakcup": {} }');
  const { exitCode, stderr } = await call(['list'], { cwd: place.folder });
  expect(exitCode).toBe(78);
  expect(stderr).toContain('backup');
});

test('a backup that only others can read is listed without its counts', async () => {
  const place = tinyPlace();
  const repository = await encryptedPlace(place.folder);
  await writeTiny({ ...place, repository } as unknown as TinyPlace);
  const { path, encryptTo } = repository;
  const policy = { backup: { repository: { kind: 'folder', path, encryptTo } } };
  writeFileSync(join(place.folder, 'package.json'), '{}');
  writeFileSync(join(place.folder, 'prisma-interlock.json'), JSON.stringify(policy));
  const { stdout } = await call(['list'], { cwd: place.folder });
  expect(stdout).toMatch(/ encrypted +inspected\n$/);
  const { stdout: json } = await call(['list', '--json'], { cwd: place.folder });
  expect(JSON.parse(json)).toMatchObject({ state: 'good', tables: null, rows: null });
});

test('the list fits into 80 columns: long reasons are cut, a pin has a line of its own, each database a title', async () => {
  const { place, old } = await project();
  const other = tinyTarget(join(place.folder, 'other.json'), 'db.example.com');
  writeFileSync(other.identity.database, JSON.stringify({ User: Array.from({ length: 1_000_000 }, () => 0) }));
  const engine = { ...tinyEngine, inspect: async () => {} };
  await writeTiny({ ...place, target: other }, { engine, reason: 'before migrate deploy with a long name' });
  const why = 'the last one before the move, which nobody shall remove before it is through';
  expect((await call(['pin', old.id.slice(-4), '--why', why], { cwd: place.folder })).exitCode).toBe(0);
  const { stdout } = await call(['list'], { cwd: place.folder });
  const lines = stdout.split('\n');
  expect(lines).toContain(`  pinned: ${why}`);
  expect(lines.filter((line) => line.length > 80 && !line.startsWith('  pinned'))).toEqual([]);
  expect(lines.filter((line) => line.startsWith('tiny@'))).toEqual(['tiny@db.example.com', 'tiny@localhost']);
  expect(stdout).toMatch(/^\w{4} +\S.*? before migrate deploy…? +[\d.]+ MB +1 +1000000 +inspected$/m);
});
