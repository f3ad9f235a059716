import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listBackups } from '../../src/backup/repository/read.ts';
import { createHost } from '../../src/host.ts';
import { bundle } from '../backup/engines/bundle.ts';
import { isWhole, share } from '../support/sweep.ts';
import { type OperationName, operationNames, type Place } from './operations.ts';
import { contentsOf, makeTemplate, openPlace } from './place.ts';
import { type Before, brokenPromises, nextRunFails } from './promises.ts';
import { compareWithPage, type Group } from './results.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'interlock-fault-')));
const live = join(folder, 'live');
const place: Place = openPlace(live);
const known = join(folder, 'before.json');
const groups: Group[] = [];
let reset: () => void;
let before: Before;
let whole: ReturnType<typeof bundle>;
let single: ReturnType<typeof bundle>;

beforeAll(async () => {
  const template = await makeTemplate(folder);
  reset = template.reset;
  const entries = await listBackups(createHost(), place.policy.backup.repository);
  before = { contents: await contentsOf(place), states: template.states, whole: entries.map(({ id }) => id) };
  writeFileSync(known, JSON.stringify(before));
  whole = bundle(join(import.meta.dirname, 'whole-case-program.ts'));
  single = bundle(join(import.meta.dirname, 'one-case-program.ts'));
});

afterAll(() => {
  whole.remove();
  single.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** In a mount namespace of its own, which any user may make where the system allows it, and root everywhere. */
async function runMounted(mounting: string, operation: OperationName): Promise<{ name: string; broken: string[] }> {
  const script = `${mounting} && exec "$@"`;
  const words = ['-rm', 'sh', '-ec', script, 'sh', process.execPath, whole.path, operation, live, known];
  const { stdout } = await promisify(execFile)('unshare', words, { env: { ...process.env, LIVE: live } });
  return JSON.parse(stdout);
}

const sizes = [...share([4, 8, 12, 16, 20, 24, 28, 32, 40, 48, 64], 3), 96];

test.each(['backup', 'restore', 'verify', 'pin'] as const)(
  'a %s on a disk that fills up breaks no promise',
  async (operation) => {
    const endings: string[] = [];
    const broken: string[] = [];
    for (const room of sizes) {
      reset();
      const used = await sizeOf(join(folder, 'template', 'backups'));
      const mounting = `mount -t tmpfs -o size=${used + room}k tmpfs "$LIVE/backups" && cp -a "$LIVE/../template/backups/." "$LIVE/backups/"`;
      const ended = await runMounted(mounting, operation);
      endings.push(ended.name);
      broken.push(...ended.broken.map((line) => `${operation}, ${room} KiB: ${line}`), ...(await nextRunFails(place)));
    }
    groups.push({ asked: `${operation}, SQLite`, fault: 'a small disk that is really full (tmpfs)', endings, broken });
    expect(broken).toEqual([]);
    if (operation === 'backup') expect(endings).toEqual(expect.arrayContaining(['backup-failed', 'done']));
  },
);

test('a repository on a disk that may only be read is left as it is', async () => {
  const endings: string[] = [];
  const broken: string[] = [];
  for (const operation of operationNames) {
    reset();
    const mounting = 'mount --bind "$LIVE/backups" "$LIVE/backups" && mount -o remount,bind,ro "$LIVE/backups"';
    const ended = await runMounted(mounting, operation);
    endings.push(ended.name);
    broken.push(...ended.broken, ...(await nextRunFails(place)));
  }
  groups.push({ asked: 'each command, SQLite', fault: 'the repository is mounted read-only', endings, broken });
  expect(broken).toEqual([]);
  expect(endings).not.toContain('done');
  expect(endings).not.toContain('unclear');
});

test('two backups and a prune at once break no promise', async () => {
  const endings: string[] = [];
  const broken: string[] = [];
  for (let round = 0; round < (isWhole ? 12 : 4); round += 1) {
    reset();
    const said = await Promise.all((['backup', 'backup', 'prune'] as const).map(runBeside));
    endings.push(...said.map((line) => line.split(':')[0] ?? ''));
    broken.push(...said.filter((line) => line.startsWith('unclear')));
    // All that a prune has to leave is the newest.
    const promises = [...(await brokenPromises('prune', 'done', before, place)), ...(await nextRunFails(place))];
    broken.push(...promises.map((line) => `round ${round}: ${line}`));
    expect(readdirSync(String(place.policy.backup.repository)).length).toBeGreaterThan(0);
  }
  groups.push({ asked: 'two backups and a prune, SQLite', fault: 'all at once', endings, broken });
  expect(broken).toEqual([]);
  expect(endings).toContain('done');
});

test('the page says what was tried', () => {
  const { page, now } = compareWithPage('disk', groups);
  expect(now).toHaveLength(6);
  expect(page).toEqual(now);
});

function runBeside(operation: OperationName): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [single.path, operation, live, 'none', '0']);
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += String(chunk);
    });
    child.on('exit', () => resolve(said));
  });
}

/** In KiB, as a file system of pages of 4 KiB holds it. */
async function sizeOf(at: string): Promise<number> {
  const { stdout } = await promisify(execFile)('du', ['-sk', at]);
  return Number(stdout.split('\t')[0]);
}
