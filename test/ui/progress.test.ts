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
  progress.update(3_000_000);
  after(host, 3000);
  progress.stop();
  progress.stop();
  const lines = host.said().split('\r\u001b[2K');
  expect(lines[1]).toBe('Backing up app@localhost: 3.0 MB, 1.5 MB/s, 2.0 s');
  expect(lines.at(-2)).toBe('Backing up app@localhost: 3.0 MB, 1.0 MB/s, 3.0 s');
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
  progress.update(7);
  after(host, 2000);
  progress.stop();
  expect(JSON.parse(host.said())).toMatchObject({ code: 'progress', bytes: 7, elapsed: 2000 });
});
