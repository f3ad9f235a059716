import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { lockOwners, withLock } from '../../../src/backup/repository/lock.ts';
import { listBackups } from '../../../src/backup/repository/read.ts';
import { findRuns, markRun } from '../../../src/backup/repository/runs.ts';
import { removeLeftovers } from '../../../src/backup/retention/retention.ts';
import { createHost, type Host } from '../../../src/host.ts';
import { identityKey } from '../../../src/target/identity.ts';
import { hostWith, scratchFolder, tinyPlace, writeTiny } from '../engines/scratch.ts';
import { tinyTarget } from '../engines/tiny-engine.ts';

const { identity } = tinyTarget('/tmp/tiny');
const host = createHost();

function request(repository: string) {
  return { repository, identity, what: 'a test', writes: 'x', timeoutMs: 300 };
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

test('two backups at once are made one after the other', async () => {
  const place = tinyPlace();
  const [one, other] = await Promise.all([writeTiny(place), writeTiny(place)]);
  const ids = (await listBackups(host, place.repository)).map(({ id, state }) => `${id} ${state}`);
  expect(ids.sort()).toEqual([`${one.id} good`, `${other.id} good`].sort());
});

test('whoever waits for a holder that does nothing is told who that is, and ends with 75', async () => {
  const folder = scratchFolder();
  await withLock(host, { ...request(folder), what: 'a dump' }, async () => {
    const begun = performance.now();
    const refused = await withLock(host, request(folder), async () => 'done').catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'locked', exitCode: 75 });
    expect(refused).toMatchObject({ why: expect.stringContaining(`Process ${process.pid} has held it since`) });
    expect(refused).toMatchObject({ why: expect.stringContaining('a dump') });
    expect(performance.now() - begun).toBeGreaterThan(250);
  });
  expect(readdirSync(join(folder, '.locks')).filter((name) => name.includes('wait'))).toEqual([]);
});

test('a holder that makes progress is waited for, however long that takes', async () => {
  const folder = scratchFolder();
  let waiting: Promise<string> = Promise.resolve('');
  await withLock(host, request(folder), async (beat) => {
    waiting = withLock(host, { ...request(folder), timeoutMs: 2500 }, async () => 'done');
    for (let bytes = 1; bytes <= 10; bytes++) {
      beat.progress(bytes);
      await sleep(500);
    }
  });
  expect(await waiting).toBe('done');
});

test('the same number of bytes again is no progress', async () => {
  const folder = scratchFolder();
  await withLock(host, request(folder), async (beat) => {
    const ticking = setInterval(() => beat.progress(7), 50);
    const waiting = withLock(host, { ...request(folder), timeoutMs: 2500 }, async () => 'done');
    await expect(waiting).rejects.toMatchObject({ code: 'locked' });
    clearInterval(ticking);
  });
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
  for (let round = 0; round < 5; round++) {
    const folder = scratchFolder();
    putLock(folder, 3, { pid });
    let holders = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++holders);
      await new Promise((done) => setImmediate(done));
      holders--;
    };
    await Promise.all(
      Array.from({ length: 12 }, () => withLock(host, { ...request(folder), timeoutMs: 20_000 }, work)),
    );
    expect(most).toBe(1);
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
  let hasIt = false;
  const patient = { ...request(folder), timeoutMs: 10_000 };
  const slow = withLock(hostWith({ mkdir: mkdir as typeof promises.mkdir }), patient, async () => {
    hasIt = true;
    return 'took it';
  });
  await hasLooked;
  await withLock(host, request(folder), async () => {});
  await withLock(host, request(folder), async () => {
    goOn();
    await sleep(500);
    expect(hasIt).toBe(false);
  });
  expect(await slow).toBe('took it');
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

test('two works on one database by two addresses do not overlap, whichever comes first', async () => {
  const server = { provider: 'postgresql', server: '7311', database: '5', name: 'app' } as const;
  const at = (port: number, number = '5') => ({
    provider: 'postgresql' as const,
    host: 'localhost',
    port,
    database: 'app',
    server: { ...server, database: number },
  });
  const folder = scratchFolder();
  // By a tunnel, and with the new number that a restore gives it.
  for (const [one, other] of [
    [at(5432), at(15432)],
    [at(15432), at(5432, '6')],
  ] as const) {
    await withLock(host, { ...request(folder), identity: one, what: 'a restore' }, async () => {
      const refused = withLock(host, { ...request(folder), identity: other }, async () => 'done');
      await expect(refused).rejects.toMatchObject({ code: 'locked', why: expect.stringContaining('a restore') });
    });
    expect(await withLock(host, { ...request(folder), identity: other }, async () => 'done')).toBe('done');
  }
  // Another database of that server is nobody's business.
  const neighbour = { ...at(5432), database: 'b', server: { ...server, database: '9', name: 'b' } };
  await withLock(host, { ...request(folder), identity: at(5432) }, async () => {
    expect(await withLock(host, { ...request(folder), identity: neighbour }, async () => 'done')).toBe('done');
  });
});

test('a run that is marked by one address is seen by the other', async () => {
  const server = { provider: 'mysql', server: 'u', database: 'app' } as const;
  const at = (port: number) => ({ provider: 'mysql' as const, host: 'localhost', port, database: 'app', server });
  const repository = scratchFolder();
  mkdirSync(join(repository, '.locks'));
  await markRun(Object.create(host, { pid: { value: process.ppid } }) as Host, { repository, identity: at(3306) }, 'x');
  expect(await findRuns(host, { repository, identity: at(13306) })).not.toEqual([]);
});
