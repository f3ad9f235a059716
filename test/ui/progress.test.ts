import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startProgress } from '../../src/ui/progress.ts';
import { recordingHost } from './example.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function after(host: ReturnType<typeof recordingHost>, milliseconds: number): void {
  for (let passed = 0; passed < milliseconds; passed += 250) {
    host.pass(250);
    vi.advanceTimersByTime(250);
  }
}

test('what is done within two seconds says nothing', () => {
  const host = recordingHost({}, 80);
  const progress = startProgress(host, 'Backing up app@localhost');
  after(host, 1750);
  progress.stop();
  after(host, 5000);
  expect(host.said()).toBe('');
});

test('on a terminal one line is drawn over, and gone at the end', () => {
  const host = recordingHost({}, 80);
  const progress = startProgress(host, 'Backing up app@localhost');
  progress.tell({ phase: 'dump', done: 3_000_000, total: 12_000_000, unit: 'bytes' });
  after(host, 3000);
  progress.stop();
  progress.stop();
  const lines = host.said().split('\r\u001b[2K');
  expect(lines[1]).toBe('Backing up app@localhost: dump 25 %, 6.0 s left, 3.0 MB of 12 MB, 1.5 MB/s');
  expect(lines.at(-2)).toBe('Backing up app@localhost: dump 25 %, 9.0 s left, 3.0 MB of 12 MB, 1.0 MB/s');
  expect(lines.at(-1)).toBe('');
  expect(host.said()).not.toContain('\n');
});

test('elsewhere there is a line every ten seconds', () => {
  const host = recordingHost();
  const progress = startProgress(host, 'Backing up app@localhost');
  after(host, 23_000);
  progress.stop();
  expect(host.said().split('\n')).toEqual([
    'prisma-interlock[progress]: Backing up app@localhost: 2.0 s',
    'prisma-interlock[progress]: Backing up app@localhost: 12.0 s',
    'prisma-interlock[progress]: Backing up app@localhost: 22.0 s',
    '',
  ]);
});

test('a line never wraps on a narrow terminal', () => {
  const host = recordingHost({}, 30);
  const progress = startProgress(host, 'Backing up something-with-a-long-name@localhost');
  after(host, 2000);
  progress.stop();
  expect(host.said().split('\r\u001b[2K')[1]).toHaveLength(29);
});

test('JSON stays one object a line', () => {
  const host = recordingHost({ PRISMA_INTERLOCK_FORMAT: 'json' }, 80);
  const progress = startProgress(host, 'Backing up');
  progress.tell({ phase: 'compare', done: 7, total: 9, unit: 'rows' });
  after(host, 2000);
  progress.stop();
  const step = { phase: 'compare', done: 7, total: 9, unit: 'rows' };
  expect(JSON.parse(host.said())).toMatchObject({ code: 'progress', ...step, elapsed: 2000 });
});

test('each phase has a rate and a time of its own', () => {
  const host = recordingHost({}, 80);
  const progress = startProgress(host, 'Verifying b');
  progress.tell({ phase: 'restore', done: 900, total: 1000, unit: 'bytes' });
  after(host, 10_000);
  progress.tell({ phase: 'compare', done: 0, total: 6_000_000, unit: 'rows' });
  after(host, 1000);
  progress.tell({ phase: 'compare', done: 1_500_000, total: 6_000_000, unit: 'rows' });
  after(host, 1000);
  progress.stop();
  expect(host.said().split('\r\u001b[2K').at(-2)).toBe(
    'Verifying b: compare 25 %, 6.0 s left, 1.5 M of 6.0 M rows, 750 k rows/s',
  );
});

test('work that keeps the thread busy, so that no timer runs, is shown by what it tells', () => {
  const host = recordingHost({}, 80);
  const progress = startProgress(host, 'Verifying b');
  for (let done = 1; done <= 40; done++) {
    host.pass(100);
    progress.tell({ phase: 'compare', done, total: 40, unit: 'rows' });
  }
  progress.stop();
  progress.tell({ phase: 'compare', done: 41, total: 40, unit: 'rows' });
  const shares = host.said().matchAll(/compare (\d+) %/g);
  expect([...shares].map(([, share]) => share)).toEqual(['50', '57', '65', '72', '80', '87', '95']);
});

test('a question has the terminal to itself, and what is told after it is shown again', () => {
  const host = recordingHost({}, 80);
  const progress = startProgress(host, 'Restoring b');
  progress.tell({ phase: 'restore', done: 1, total: 2, unit: 'bytes' });
  after(host, 3000);
  progress.pause();
  const before = host.said();
  after(host, 60_000);
  expect(host.said()).toBe(before);
  progress.tell({ phase: 'swap', done: 0, unit: 'bytes' });
  progress.stop();
  expect(host.said().slice(before.length)).toBe('\r\u001b[2KRestoring b: swap, 1 ms\r\u001b[2K');
});
