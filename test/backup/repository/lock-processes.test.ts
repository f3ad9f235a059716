import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { bundle } from '../engines/bundle.ts';
import { scratchFolder } from '../engines/scratch.ts';

let program: ReturnType<typeof bundle>;
beforeAll(() => {
  program = bundle(join(import.meta.dirname, 'waiting-program.ts'));
});
afterAll(() => program.remove());

interface Started {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly errors: () => string;
  /** Exit code, or the signal. */
  readonly ended: Promise<number | string | null>;
}

function start(
  repository: string,
  name: string,
  { holdMs = 0, timeoutMs = 20_000, uid = '' }: { holdMs?: number; timeoutMs?: number; uid?: string } = {},
): Started {
  const words = [program.path, repository, name, String(holdMs), String(timeoutMs), uid];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { out: '', err: '' };
  child.stdout?.on('data', (text) => {
    texts.out += text;
  });
  child.stderr?.on('data', (text) => {
    texts.err += text;
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  return { child, said: () => texts.out, errors: () => texts.err, ended };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(20);
}

async function startHolder(repository: string, holdMs: number): Promise<Started> {
  const holder = start(repository, 'a dump', { holdMs });
  await until(() => holder.said().includes('held'));
  return holder;
}

async function startWaiter(repository: string, timeoutMs?: number): Promise<Started> {
  const before = waiting(repository).length;
  const waiter = start(repository, 'a wait', { ...(timeoutMs && { timeoutMs }) });
  await until(() => waiting(repository).length > before);
  return waiter;
}

function waiting(repository: string): string[] {
  return readdirSync(join(repository, '.locks')).filter((name) => name.includes('.wait-'));
}

test('of twelve processes at once each gets its turn, and none is refused', async () => {
  const folder = scratchFolder();
  const all = Array.from({ length: 12 }, (_, at) => start(folder, `the ${at + 1}th`, { holdMs: 50 }));
  expect(await Promise.all(all.map(({ ended }) => ended))).toEqual(all.map(() => 0));
  expect(all.map(({ said }) => said())).toEqual(all.map(() => 'held\ndone\n'));
  expect(waiting(folder)).toEqual([]);
});

test('whoever came first gets the lock first', async () => {
  const folder = scratchFolder();
  const holder = await startHolder(folder, 4000);
  const order: number[] = [];
  const waiters: Started[] = [];
  for (const at of [0, 1, 2]) {
    const waiter = await startWaiter(folder);
    waiter.child.stdout?.once('data', () => order.push(at));
    waiters.push(waiter);
  }
  await Promise.all([holder, ...waiters].map(({ ended }) => ended));
  expect(order).toEqual([0, 1, 2]);
});

test('one line says for whom one waits', async () => {
  const folder = scratchFolder();
  const holder = await startHolder(folder, 3000);
  const waiter = await startWaiter(folder);
  expect(await waiter.ended).toBe(0);
  expect(waiter.errors()).toMatch(
    new RegExp(`^prisma-interlock\\[lock-waiting\\]: Waiting for process ${holder.child.pid}, .*for: a dump\\.\n$`),
  );
});

test('the lock of a holder that is killed goes to the next, and a waiter that is killed is passed over', async () => {
  const folder = scratchFolder();
  const holder = await startHolder(folder, 60_000);
  const [first, second] = [await startWaiter(folder), await startWaiter(folder)];
  first.child.kill('SIGKILL');
  await first.ended;
  holder.child.kill('SIGKILL');
  expect(await second.ended).toBe(0);
  expect(second.said()).toBe('held\ndone\n');
  expect(waiting(folder)).toEqual([]);
});

test.skipIf(process.platform === 'win32')(
  'a stopped holder, or one stopped in the queue, is named with 75',
  async () => {
    const folder = scratchFolder();
    const holder = await startHolder(folder, 60_000);
    holder.child.kill('SIGSTOP');
    const first = await startWaiter(folder, 60_000);
    const second = await startWaiter(folder, 1500);
    expect(await second.ended).toBe(75);
    expect(second.errors()).toContain(`Process ${holder.child.pid} has held it since`);
    first.child.kill('SIGSTOP');
    holder.child.kill('SIGKILL');
    await holder.ended;
    const third = await startWaiter(folder, 1500);
    expect(await third.ended).toBe(75);
    expect(third.errors()).toContain(`Process ${first.child.pid} stands before us in the queue`);
  },
);

test.skipIf(process.platform === 'win32')('^C while it waits ends it with 130, and leaves nothing', async () => {
  const folder = scratchFolder();
  await startHolder(folder, 60_000);
  const waiter = await startWaiter(folder);
  waiter.child.kill('SIGINT');
  expect(await waiter.ended).toBe(130);
  expect(readdirSync(join(folder, '.locks'))).toHaveLength(1);
});

test.skipIf(process.platform === 'win32')(
  'SIGTERM while it waits ends it by that signal, and leaves nothing',
  async () => {
    const folder = scratchFolder();
    await startHolder(folder, 60_000);
    const waiter = await startWaiter(folder);
    waiter.child.kill('SIGTERM');
    expect(await waiter.ended).toBe('SIGTERM');
    expect(readdirSync(join(folder, '.locks'))).toHaveLength(1);
  },
);

test.runIf(process.getuid?.() === 0)('a lock that another user left is named, with what to do', async () => {
  // Where another user can come to.
  const folder = mkdtempSync(join(tmpdir(), 'interlock-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o777);
  for (const left of ['the folder of all locks', 'one lock']) {
    const repository = join(folder, left.replaceAll(' ', '-'));
    mkdirSync(repository, { mode: 0o777 });
    chmodSync(repository, 0o777);
    expect(await start(repository, 'a dump').ended).toBe(0);
    if (left === 'one lock') chmodSync(join(repository, '.locks'), 0o777);
    const refused = start(repository, 'a dump', { uid: '65534' });
    expect(await refused.ended, left).toBe(75);
    expect(refused.errors()).toContain(`${join(repository, '.locks')}`);
    expect(refused.errors()).toContain('was left there by another user (uid 0)');
    expect(refused.errors()).toContain('sudo rm -r');
    expect(existsSync(join(repository, '.locks'))).toBe(true);
  }
});
