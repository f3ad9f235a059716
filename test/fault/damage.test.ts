import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findDifferences } from '../../src/backup/contents/compare.ts';
import { restoreBackup } from '../../src/backup/operations/restore.ts';
import { verifyBackup } from '../../src/backup/operations/verify.ts';
import { type GoodEntry, listBackups } from '../../src/backup/repository/read.ts';
import { InterlockError } from '../../src/errors/interlock-error.ts';
import { createHost } from '../../src/host.ts';
import { operations, type Place } from './operations.ts';
import { contentsOf, makeTemplate, openPlace } from './place.ts';
import { type Before, brokenPromises, nextRunFails } from './promises.ts';
import { compareWithPage, type Group } from './results.ts';

const host = createHost();
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'interlock-fault-')));
const place: Place = openPlace(join(folder, 'live'));
const repository = String(place.policy.backup.repository);
const groups: Group[] = [];
let reset: () => void;
let before: Before;
/** The backup that is damaged: of the first state. */
let victim: GoodEntry;

beforeAll(async () => {
  const template = await makeTemplate(folder);
  reset = template.reset;
  const entries = await listBackups(host, repository);
  before = { contents: await contentsOf(place), states: template.states, whole: entries.map(({ id }) => id) };
  victim = entries.at(-1) as GoodEntry;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const files = ['database.sqlite', 'manifest.json'] as const;
const kinds = {
  'bits flipped': (bytes: Buffer, at: number) => {
    bytes[at] = (bytes[at] ?? 0) ^ 0x10;
    return bytes;
  },
  'cut short': (bytes: Buffer, at: number) => bytes.subarray(0, at),
  'a stretch of zeros': (bytes: Buffer, at: number) => bytes.fill(0, at, Math.min(bytes.length, at + 512)),
  'a stretch doubled': (bytes: Buffer, at: number) =>
    Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - 64), at), bytes.subarray(at)]),
} as const;

const damages = files.flatMap((file) => (Object.keys(kinds) as (keyof typeof kinds)[]).map((kind) => ({ file, kind })));

test.each(damages)('$kind anywhere in $file never makes a restore that is not what was backed up', async (one) => {
  const { file, kind } = one;
  const endings: string[] = [];
  const broken: string[] = [];
  const places = 12;
  for (let nth = 0; nth < places; nth += 1) {
    reset();
    const path = join(victim.path, file);
    const bytes = readFileSync(path);
    const damaged = kinds[kind](Buffer.from(bytes), Math.floor((bytes.length * nth) / places));
    // Zeros were there before.
    if (damaged.equals(bytes)) continue;
    writeFileSync(path, damaged);
    const ending = await tryToUse();
    endings.push(ending.name);
    broken.push(...ending.broken.map((line) => `${file}, ${kind}, ${nth}/${places}: ${line}`));
  }
  groups.push({ asked: 'verify, then restore, SQLite', fault: `${file}: ${kind}`, endings, broken });
  expect(broken).toEqual([]);
  // A payload that was changed is never used.
  if (file === 'database.sqlite') expect([...new Set(endings)]).toEqual(['restore-refused']);
});

/** Verifies, and restores where that is still offered; then everything promised is asked. */
async function tryToUse(): Promise<{ name: string; broken: string[] }> {
  const broken: string[] = [];
  let ending: 'done' | { readonly error: unknown } = 'done';
  try {
    await verifyBackup({ host, ...place, entry: await current() });
    await restoreBackup({ host, ...place, entry: await current(), ontoOther: false, argv: ['restore'] });
    if (findDifferences(before.states[0], await contentsOf(place)).length > 0) broken.push('it was restored otherwise');
  } catch (error) {
    ending = { error };
  }
  // That one is lost by the test itself.
  const others = { ...before, whole: before.whole.filter((id) => id !== victim.id) };
  const promises = await brokenPromises(ending === 'done' ? 'restore' : 'prune', ending, others, place);
  broken.push(...promises, ...(await nextRunFails(place)));
  const error = typeof ending === 'object' ? ending.error : undefined;
  return { name: error instanceof InterlockError ? error.code : ending === 'done' ? 'done' : 'unclear', broken };
}

/** As it is listed now; of a damaged manifest, the one that a person saw before. */
async function current(): Promise<GoodEntry> {
  const entry = (await listBackups(host, repository)).find(({ id }) => id === victim.id);
  if (entry?.state === 'good') return entry;
  throw new InterlockError('restore-refused', { why: `The backup is damaged: ${entry?.why ?? 'it is gone'}.` });
}

const plants = {
  'the payload is a link to another file': () => swapForLink(join(victim.path, 'database.sqlite')),
  'the manifest is a link to another file': () => swapForLink(join(victim.path, 'manifest.json')),
  'a backup is a link to another folder': () => swapForLink(victim.path),
  'the folder of locks is a link to another folder': () => swapForLink(join(repository, '.locks')),
  'an unfinished backup is a link to another folder': () => {
    symlinkSync(outside, join(repository, `.partial-${victim.id}`));
  },
} as const;
const outside = join(folder, 'outside');

test.each(Object.entries(plants))('where %s, nothing outside is changed', async (fault, plant) => {
  const endings: string[] = [];
  const broken: string[] = [];
  for (const operation of ['backup', 'prune', 'verify', 'restore', 'pin'] as const) {
    reset();
    rmSync(outside, { recursive: true, force: true });
    mkdirSync(outside);
    writeFileSync(join(outside, 'precious'), 'of somebody else');
    plant();
    const seen = look(outside);
    try {
      await operations[operation](host, place);
      endings.push('done');
    } catch (error) {
      endings.push(error instanceof InterlockError ? error.code : 'unclear');
    }
    if (look(outside) !== seen) broken.push(`${operation}: ${fault}: something outside was changed`);
    const now = await contentsOf(place);
    const isKnown = before.states.some((one) => findDifferences(one, now).length === 0);
    if (!isKnown) broken.push(`${operation}: ${fault}: the database is another one`);
  }
  groups.push({ asked: 'each command, SQLite', fault, endings, broken });
  expect(broken).toEqual([]);
  expect(endings).not.toContain('unclear');
});

function swapForLink(path: string): void {
  const moved = join(outside, 'moved');
  renameSync(path, moved);
  symlinkSync(moved, path);
}

/** Names, sizes and contents of all that is there. */
function look(at: string): string {
  const names = readdirSync(at, { recursive: true, encoding: 'utf8' }).sort();
  return JSON.stringify(
    names.map((name) => {
      const stat = lstatSync(join(at, name));
      return [name, stat.isFile() ? readFileSync(join(at, name), 'base64') : stat.mode];
    }),
  );
}

const jumps: Readonly<Record<string, (count: number) => number>> = {
  'the clock is a year behind': () => -365,
  'the clock is a year ahead': () => 365,
  'the clock jumps back a month at every look': (count) => -30 * count,
  'the clock jumps ahead a month at every look': (count) => 30 * count,
  'the clock shows 1970': () => -Math.floor(Date.now() / 86_400_000),
  'the clock does not go': () => 0,
};

test.each(Object.entries(jumps))('where %s, no promise is broken', async (fault, jump) => {
  const endings: string[] = [];
  const broken: string[] = [];
  const base = Date.now();
  for (const operation of ['backup', 'restore', 'verify', 'prune', 'pin'] as const) {
    reset();
    let looks = 0;
    const mad = Object.create(host, {
      now: { value: () => new Date(Math.max(0, base + jump(++looks) * 86_400_000)) },
    });
    let ending: 'done' | { readonly error: unknown } = 'done';
    await operations[operation](mad, place).catch((error: unknown) => {
      ending = { error };
    });
    endings.push(ending === 'done' ? 'done' : 'refused');
    const promises = [...(await brokenPromises(operation, ending, before, place)), ...(await nextRunFails(place))];
    broken.push(...promises.map((line) => `${operation}: ${line}`));
  }
  groups.push({ asked: 'each command, SQLite', fault, endings, broken });
  expect(broken).toEqual([]);
});

test('the page says what was tried', () => {
  const { page, now } = compareWithPage('damage', groups);
  expect(now).toHaveLength(damages.length + Object.keys(plants).length + Object.keys(jumps).length);
  expect(page).toEqual(now);
});
