import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lockOwners, withLock } from '../../../src/backup/repository/lock.ts';
import { removeLeftovers } from '../../../src/backup/retention/retention.ts';
import { createHost, type Host } from '../../../src/host.ts';
import { identityKey } from '../../../src/target/identity.ts';
import { hostWith, scratchFolder, tinyPlace, writeTiny } from '../engines/scratch.ts';
import { tinyTarget } from '../engines/tiny-engine.ts';

const { identity } = tinyTarget('/tmp/tiny');
const host = createHost();

function request(repository: string) {
  return { repository, identity, what: 'a test', writes: 'x' };
}

function putLock(repository: string, generation: number, owner: object): void {
  const folder = join(repository, '.locks', `${identityKey(identity)}-${generation}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'owner.json'),
    JSON.stringify({
      hostname: host.hostname(),
      incarnation: '',
      since: '2026-01-01',
      what: 'a dump',
      writes: 'x',
      ...owner,
    }),
  );
}

test('of two backups at once one is made, and the other says who holds the lock', async () => {
  const place = tinyPlace();
  const results = await Promise.allSettled([writeTiny(place), writeTiny(place)]);
  expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  const [failed] = results.filter((result) => result.status === 'rejected');
  expect(failed?.reason).toMatchObject({ code: 'locked', exitCode: 75 });
  expect(failed?.reason.why).toContain(`Process ${process.pid} has held it since`);
  expect(failed?.reason.why).toContain('before db push');
});

test('two databases do not wait for each other', async () => {
  const folder = scratchFolder();
  const other = { ...identity, port: 5433 };
  await withLock(host, request(folder), () => withLock(host, { ...request(folder), identity: other }, async () => {}));
});

test('a lock is free again when the work failed', async () => {
  const folder = scratchFolder();
  await expect(withLock(host, request(folder), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withLock(host, request(folder), async () => 'done')).toBe('done');
  expect(await lockOwners(host, folder)).toEqual([]);
});

test('the lock of a process that is gone is taken over', async () => {
  const folder = scratchFolder();
  putLock(folder, 7, { pid: spawnSync(process.execPath, ['-e', '']).pid });
  expect(await withLock(host, request(folder), async () => 'done')).toBe('done');
});

test.runIf(process.platform === 'linux')(
  'a process that only has the same id as the dead owner holds nothing',
  async () => {
    const folder = scratchFolder();
    putLock(folder, 1, { pid: process.pid, incarnation: 'of another boot' });
    expect(await withLock(host, request(folder), async () => 'done')).toBe('done');
  },
);

test('a lock of another machine is respected, and the machine named', async () => {
  const folder = scratchFolder();
  putLock(folder, 1, { pid: 1, hostname: 'build-7' });
  const taken = withLock(host, request(folder), async () => 'done');
  await expect(taken).rejects.toMatchObject({ code: 'locked', why: expect.stringContaining('on build-7') });
});

test('of many that find the same stale lock only one gets it', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  for (let round = 0; round < 20; round++) {
    const folder = scratchFolder();
    putLock(folder, 3, { pid });
    let holders = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++holders);
      await new Promise((done) => setImmediate(done));
      holders--;
    };
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => withLock(host, request(folder), work)));
    expect(most).toBe(1);
    expect(results.some((result) => result.status === 'fulfilled')).toBe(true);
  }
});

test('one that looked long ago takes no lock from the one that holds it now', async () => {
  const folder = scratchFolder();
  await withLock(host, request(folder), async () => {});
  const { promises } = host.fs;
  let lookedAt = () => {};
  const hasLooked = new Promise<void>((done) => {
    lookedAt = done;
  });
  let goOn = () => {};
  const mayGoOn = new Promise<void>((done) => {
    goOn = done;
  });
  const mkdir = async (...words: Parameters<typeof promises.mkdir>) => {
    if (String(words[0]).includes('new-')) {
      lookedAt();
      await mayGoOn;
    }
    return promises.mkdir(...words);
  };
  const slow = withLock(hostWith({ mkdir: mkdir as typeof promises.mkdir }), request(folder), async () => 'took it');
  await hasLooked;
  await withLock(host, request(folder), async () => {});
  await withLock(host, request(folder), async () => {
    goOn();
    await expect(slow).rejects.toMatchObject({ code: 'locked' });
  });
});

test('locks do not pile up', async () => {
  const folder = scratchFolder();
  for (let round = 0; round < 5; round++) await withLock(host, request(folder), async () => {});
  expect(readdirSync(join(folder, '.locks'))).toHaveLength(1);
});

test('the folder that a living process writes is no leftover, that of a killed one is', async () => {
  const place = tinyPlace();
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await writeTiny(place);
  const partial = (id: string) => join(place.repository, `.partial-${id}`);
  mkdirSync(partial('alive'));
  mkdirSync(partial('dead'));
  const asChild = Object.create(host, { pid: { value: child.pid } }) as Host;
  await withLock(asChild, { ...request(place.repository), writes: 'alive' }, async () => {
    await removeLeftovers(host, place.repository);
    expect(readdirSync(place.repository)).toContain('.partial-alive');
    expect(readdirSync(place.repository)).not.toContain('.partial-dead');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await removeLeftovers(host, place.repository);
    expect(readdirSync(place.repository)).not.toContain('.partial-alive');
  });
  expect(readFileSync(join(place.repository, '.gitignore'), 'utf8')).toBe('*\n');
});
