import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listBackups } from '../../src/backup/repository/read.ts';
import { setPin } from '../../src/backup/retention/pin.ts';
import { createHost } from '../../src/host.ts';
import type { Backup } from '../../src/types.ts';
import { hostWith, type TinyPlace, tickingHost, tinyPlace, writeTiny } from '../backup/engines/scratch.ts';
import { call } from './call.ts';

const now = new Date('2026-11-23T00:00:00Z');

/** Oldest first. The policy keeps two. */
async function project(count: number): Promise<{ place: TinyPlace; made: Backup[] }> {
  const place = tinyPlace();
  writeFileSync(join(place.folder, 'prisma-interlock.json'), '{"backup":{"keep":2}}');
  const made: Backup[] = [];
  for (let round = 0; round < count; round++) made.push(await writeTiny(place));
  return { place, made };
}

const run = (place: TinyPlace, ...argv: string[]) => call(argv, { cwd: place.folder, now });

async function idsIn(place: TinyPlace): Promise<string[]> {
  return (await listBackups(createHost(), place.repository)).map((entry) => entry.id).reverse();
}

test('without --confirm nothing is removed, and a table says what would become of each and why', async () => {
  const { place, made } = await project(4);
  const { exitCode, stdout, stderr } = await run(place, 'prune');
  expect(exitCode).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^ID +AGE +SIZE +DATABASE +FATE +WHY$/);
  expect(lines.slice(1).map((line) => line.split(/ {2,}/))).toEqual(
    made.toReversed().map(({ id }, index) => {
      const fate = index < 2 ? ['keep', 'among the 2 newest'] : ['remove', 'older than the 2 newest'];
      return [id, '23 h ago', '26 B', 'tiny@localhost', ...fate];
    }),
  );
  expect(stderr).toContain('Nothing was removed. To remove 2 backups, 52 B: prisma-interlock prune --confirm');
  expect(await idsIn(place)).toEqual(made.map(({ id }) => id));
});

test('with --confirm those that were shown are gone, the others whole, and a second one finds nothing', async () => {
  const { place, made } = await project(4);
  const { exitCode, stdout } = await run(place, 'prune', '--confirm', '--json');
  expect(exitCode).toBe(0);
  const fates = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; fate: string });
  expect(fates.map(({ id, fate }) => [id, fate])).toEqual(
    made.toReversed().map(({ id }, index) => [id, index < 2 ? 'keep' : 'removed']),
  );
  expect(await idsIn(place)).toEqual(made.slice(2).map(({ id }) => id));
  const again = await run(place, 'prune', '--confirm');
  expect(again.stderr).toContain('There is nothing to remove');
  expect(readdirSync(place.repository).filter((name) => name.startsWith('.partial-'))).toEqual([]);
});

test('where every backup that would stay was changed on the disk, nothing is removed', async () => {
  const { place, made } = await project(4);
  // The older two are intact, the newer two have a bit flipped and the same size: a listing alone cannot tell.
  for (const { path } of made.slice(2)) flip(join(path, 'tiny.json'));
  const first = await run(place, 'prune', '--confirm');
  expect(first.exitCode).toBe(0);
  expect(first.stdout.match(/keep +damaged, does not count: its file tiny\.json was changed/g)).toHaveLength(2);
  expect(await idsIn(place)).toEqual(made.map(({ id }) => id));
  for (const { path } of made.slice(0, 2)) flip(join(path, 'tiny.json'));
  const { exitCode, stderr } = await run(place, 'prune', '--confirm');
  expect(exitCode).toBe(73);
  expect(stderr).toContain('prisma-interlock[keep-refused]');
  expect(stderr).toContain('No backup of tiny@localhost that would stay is as it was written');
  expect(await idsIn(place)).toEqual(made.map(({ id }) => id));
});

test('while another process works on the database the prune waits for nobody and removes nothing', async () => {
  const { place, made } = await project(4);
  writeFileSync(join(place.folder, 'prisma-interlock.json'), '{"backup":{"keep":2,"lockTimeoutSeconds":1}}');
  const lock = readdirSync(join(place.repository, '.locks'))[0] ?? '';
  const [key, generation] = lock.split('-');
  const held = join(place.repository, '.locks', `${key}-${Number(generation) + 1}`);
  mkdirSync(held);
  const owner = { pid: 1, hostname: 'another', incarnation: '', since: 'noon', what: 'a backup', writes: '' };
  writeFileSync(join(held, 'owner.json'), JSON.stringify(owner));
  const { exitCode, stderr } = await run(place, 'prune', '--confirm');
  expect(exitCode).toBe(75);
  expect(stderr).toContain('Process 1 on another has held it since noon');
  expect(await idsIn(place)).toEqual(made.map(({ id }) => id));
});

test('a pinned backup stays, with why, until it is unpinned', async () => {
  const { place, made } = await project(4);
  const oldest = made[0]?.id ?? '';
  const pinned = await run(place, 'pin', oldest.slice(-4), '--for', '30d', '--why', 'before the audit');
  expect(pinned).toEqual({
    exitCode: 0,
    stdout: `${oldest}  pinned until 2026-12-23: before the audit\n`,
    stderr: '',
  });
  await run(place, 'prune', '--confirm');
  expect(await idsIn(place)).toEqual([oldest, ...made.slice(2).map(({ id }) => id)]);
  expect((await run(place, 'prune')).stdout).toMatch(/keep +pinned until 2026-12-23: before the audit$/m);
  expect((await run(place, 'unpin', oldest)).stdout).toBe(`${oldest}  not pinned\n`);
  await run(place, 'prune', '--confirm');
  expect(await idsIn(place)).toEqual(made.slice(2).map(({ id }) => id));
});

test('a pin without a time has no end, and changes nothing else of the manifest', async () => {
  const { place, made } = await project(1);
  const file = join(made[0]?.path ?? '', 'manifest.json');
  const before = JSON.parse(readFileSync(file, 'utf8'));
  await run(place, 'pin', made[0]?.id ?? '');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    ...before,
    pinned: true,
    checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  await run(place, 'unpin', made[0]?.id ?? '');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(before);
  expect(readdirSync(made[0]?.path ?? '').sort()).toEqual(['manifest.json', 'tiny.json']);
});

test('an AI agent cannot take a pin back', async () => {
  const { place, made } = await project(1);
  await run(place, 'pin', made[0]?.id ?? '');
  const at = { cwd: place.folder, now, env: { CLAUDECODE: '1' } };
  const { exitCode, stderr } = await call(['unpin', made[0]?.id ?? ''], at);
  expect(exitCode).toBe(75);
  expect(stderr).toContain("A pin is a person's word");
  expect((await run(place, 'list', '--json')).stdout).toContain('"pinned":true');
});

for (const [argv, exit, words] of [
  [['pin'], 64, 'Which backup is meant'],
  [['pin', 'aaaa', '--for', '3 weeks'], 64, '12h, 30d, 8w'],
  [['pin', 'aaaa', '--for', '0d'], 64, '12h, 30d, 8w'],
  [['pin', 'aaaa', '--for', '99999999w'], 64, '12h, 30d, 8w'],
  [['pin', '9999'], 73, 'No backup with the id "9999"'],
  [['unpin', '9999'], 73, 'No backup with the id "9999"'],
] as const) {
  test(`"${argv.join(' ')}" is refused with what to do`, async () => {
    const { place } = await project(1);
    const { exitCode, stdout, stderr } = await run(place, ...argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: exit, stdout: '' });
    expect(stderr).toContain(words);
  });
}

test('a damaged backup cannot be pinned', async () => {
  const { place, made } = await project(1);
  writeFileSync(join(made[0]?.path ?? '', 'manifest.json'), '{');
  const { exitCode, stderr } = await run(place, 'pin', made[0]?.id ?? '');
  expect(exitCode).toBe(73);
  expect(stderr).toContain('is damaged: its manifest is not JSON');
});

for (const step of ['open', 'rename'] as const) {
  test(`a pin whose ${step} fails leaves the manifest as it was`, async () => {
    const { place, made } = await project(1);
    const entry = (await listBackups(createHost(), place.repository))[0];
    if (entry?.state !== 'good') throw new Error('no backup');
    const real = createHost().fs.promises;
    const fails = (file: unknown) => String(file).includes('.manifest.json.new');
    const broken = (...words: never[]) =>
      fails(words[0])
        ? Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }))
        : real[step](...(words as unknown as [string, string]));
    const host = hostWith({ [step]: broken } as never);
    await expect(setPin(host, { repository: place.repository, lockTimeoutMs: 1000 }, entry, {})).rejects.toMatchObject({
      code: 'keep-refused',
      why: expect.stringContaining('ENOSPC'),
    });
    expect(readdirSync(made[0]?.path ?? '').sort()).toEqual(['manifest.json', 'tiny.json']);
    expect((await listBackups(tickingHost(), place.repository))[0]).toEqual(entry);
  });
}

test('an empty repository is said, and no folder is made', async () => {
  const { place } = await project(0);
  const { exitCode, stdout, stderr } = await run(place, 'prune', '--confirm');
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  expect(stderr).toContain('There is nothing to remove');
  expect(existsSync(place.repository)).toBe(false);
});

function flip(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length - 2] = (bytes.at(-2) ?? 0) ^ 1;
  writeFileSync(file, bytes);
}
