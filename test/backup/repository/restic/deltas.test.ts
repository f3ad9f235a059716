/** Backups that restic keeps as deltas: what they take, what they survive, and that what comes back is what was there. */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { rewriteManifest } from '../../../../src/backup/manifest/rewrite.ts';
import { type GoodEntry, listBackups, verifyFiles, withPayload } from '../../../../src/backup/repository/read.ts';
import { planPrune, pruneTarget, type TargetFates } from '../../../../src/backup/retention/prune.ts';
import { removeBackups } from '../../../../src/backup/retention/retention.ts';
import { createHost, type Host } from '../../../../src/host.ts';
import { mergePolicies } from '../../../../src/policy/load.ts';
import type { ResticRepository } from '../../../../src/policy/policy.ts';
import type { Backup } from '../../../../src/types.ts';
import { programOnPath } from '../../../support/program-on-path.ts';
import { installRestic } from '../../../support/restic.ts';
import { bundle } from '../../engines/bundle.ts';
import { hostWithPath } from '../../engines/engine-places.ts';
import { scratchFolder, tinyPlace } from '../../engines/scratch.ts';
import { placeText, runOnce } from '../../operations/one-run.ts';
import { madeRestic, resticPlace } from '../places.ts';

const host = createHost();
const at = (minutes: number) => new Date(Date.UTC(2026, 10, 23) + minutes * 60_000);
const word = () => randomBytes(32).toString('hex');

/** Five backups as deltas, a base with the numbers 1 to 4, and a database that has changed since. Only copies are written to. */
let template: Awaited<ReturnType<typeof filled>> & { sum: string };
/** Three of the same kind as restic alone keeps them. */
let plain: Awaited<ReturnType<typeof filled>>;
const folder = mkdtempSync(join(tmpdir(), 'interlock-deltas-'));

beforeAll(async () => {
  await installRestic();
  const [first, second] = [join(folder, 'deltas'), join(folder, 'plain')];
  const [deltas, without] = await Promise.all([
    filled(5, { ...(await madeRestic(first)), deltas: true }, first),
    filled(3, await madeRestic(second), second),
  ]);
  template = { ...deltas, sum: deltas.churn(5) };
  plain = without;
}, 600_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A database of 3 MB. `churn` changes one row of each hundred, wherever they lie, and gives the sum of what is there then. */
function largePlace(folder: string) {
  const { database } = tinyPlace(folder);
  const rows = Array.from({ length: 45_000 }, word);
  const churn = (day: number) => {
    for (let row = day; row < rows.length; row += 100) rows[row] = word();
    writeFileSync(database, JSON.stringify({ User: rows }));
    return sumOf(database);
  };
  return { database, churn };
}

/** By id, the sums of what was there. */
type Made = Map<string, string>;

/** A place with backups of that many days; the database is as it was at the last one. */
async function filled(days: number, repository: ResticRepository, folder: string) {
  const { database, churn } = largePlace(folder);
  const made: Made = new Map();
  const sizes: number[] = [];
  for (let day = 0; day < days; day++) {
    const sum = churn(day);
    made.set((await backUp(database, repository, day)).id, sum);
    sizes.push(sizeOf(repository));
  }
  return { database, churn, made, repository, times: (sizes.at(-1) ?? 0) / (sizes[0] ?? 1) };
}

const backUp = (database: string, repository: ResticRepository, day: number, by = host): Promise<Backup> =>
  runOnce(by, database, repository, at(day), 100);

function copyOfTemplate(): ResticRepository {
  const { repository: place } = template;
  const to = scratchFolder();
  cpSync(place.repository.reveal(), join(to, 'restic'), { recursive: true });
  cpSync(place.staging, join(to, 'staging'), { recursive: true });
  return { ...resticPlace(join(to, 'restic'), to), deltas: true };
}

function sumOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Of the repository, in bytes. */
function sizeOf({ repository }: ResticRepository): number {
  const files = readdirSync(repository.reveal(), { recursive: true, withFileTypes: true });
  return files.reduce((sum, file) => sum + (file.isFile() ? statSync(join(file.parentPath, file.name)).size : 0), 0);
}

async function good(repository: ResticRepository): Promise<GoodEntry[]> {
  const entries = await listBackups(host, repository);
  expect(entries.map(({ state }) => state)).toEqual(entries.map(() => 'good'));
  return entries as GoodEntry[];
}

/** By id, the sums of what a restore is given, of the newest. */
async function payloads(repository: ResticRepository, count?: number): Promise<Made> {
  const sums: Made = new Map();
  for (const entry of (await good(repository)).slice(0, count)) {
    sums.set(entry.id, await withPayload(host, entry, async (folder) => sumOf(join(folder, 'tiny.json'))));
  }
  return sums;
}

/** `number`: of the newest backup, 0 for a base. */
function stateIn({ staging }: ResticRepository): { number: number } {
  return JSON.parse(readFileSync(join(chainIn(staging), 'state.json'), 'utf8'));
}

function writeState(chain: string, state: object): void {
  writeFileSync(join(chain, 'state.json'), JSON.stringify(state));
}

/** The one target's. */
function chainIn(staging: string): string {
  const [key = ''] = readdirSync(join(staging, 'chains'));
  return join(staging, 'chains', key);
}

function partials({ staging }: ResticRepository): string[] {
  return readdirSync(staging).filter((name) => name.startsWith('.partial-'));
}

test('scattered changes cost what changed, and every backup comes back, also alone and where no policy speaks of deltas', async () => {
  const { made, times } = template;
  expect(plain.times).toBeGreaterThan(2.5);
  expect(times).toBeLessThan(1.2);
  const repository = { ...copyOfTemplate(), deltas: false };
  expect(await payloads(repository)).toEqual(made);
  const [newest, ...older] = await good(repository);
  await rewriteManifest(host, newest as GoodEntry, (manifest) => ({ ...manifest, pinned: true }));
  const ids = older.map(({ id }) => id);
  await removeBackups(host, repository, ids);
  const left = new Map([...made].filter(([id]) => !ids.includes(id)));
  expect(await payloads({ ...repository, staging: join(scratchFolder(), 'other') })).toEqual(left);
  expect((await good(repository))[0]?.manifest.pinned).toBe(true);
  expect(partials(repository)).toEqual([]);
});

const flip = (file: string) => {
  const bytes = readFileSync(file);
  for (let byte = 100; byte < bytes.length; byte += 5000) bytes[byte] = (bytes[byte] ?? 0) ^ 1;
  writeFileSync(file, bytes);
};

/** What is done to the cache before a backup, or the xdelta3 that makes it. */
const harms: Record<string, { cache?: (chain: string) => void; xdelta?: string; number?: number }> = {
  nothing: { number: 5 },
  'its base was changed': { cache: (chain) => flip(join(chain, '0', 'tiny.json')) },
  'its base was cut': { cache: (chain) => truncateSync(join(chain, '0', 'tiny.json'), 1_000_000) },
  'a delta was changed': { cache: (chain) => flip(join(chain, '4', 'tiny.json')) },
  'a delta is gone': { cache: (chain) => rmSync(join(chain, '4', 'tiny.json')) },
  'its state is cut': { cache: (chain) => truncateSync(join(chain, 'state.json'), 9) },
  'its state is of other files': { cache: (chain) => writeState(chain, { number: 4, files: ['x'] }) },
  'its state is of a number that is not there': {
    cache: (chain) => writeState(chain, { number: 5, files: ['tiny.json'] }),
  },
  'a file lies in its place': {
    cache: (chain) => {
      rmSync(chain, { recursive: true });
      writeFileSync(chain, '');
    },
  },
  'it is gone, as on another machine': { cache: (chain) => rmSync(chain, { recursive: true }) },
  'xdelta3 fails': { xdelta: 'echo broken >&2; exit 1' },
  'xdelta3 is killed': { xdelta: 'kill -9 $$' },
  'xdelta3 writes nonsense': { xdelta: 'for to; do :; done; echo nonsense > "$to"' },
};

test('what is wrong with the machine costs a new base, and no backup', async () => {
  const { database, made, sum } = template;
  const backUpAfter = async (what: string) => {
    const { cache, xdelta, number = 0 } = harms[what] ?? {};
    const place = copyOfTemplate();
    cache?.(chainIn(place.staging));
    const { id } = await backUp(database, place, 5, xdelta === undefined ? host : hostWith(xdelta));
    expect(await payloads(place, 1), what).toEqual(new Map([[id, sum]]));
    expect((await good(place)).map((entry) => entry.id)).toEqual([id, ...[...made.keys()].reverse()]);
    expect(stateIn(place).number, what).toBe(number);
    expect(statSync(chainIn(place.staging)).mode & 0o777).toBe(0o700);
    expect(partials(place), what).toEqual([]);
  };
  await Promise.all(Object.keys(harms).map(backUpAfter));
});

test('killed anywhere it leaves whole backups, and a cache of use or of none', async () => {
  const { database, sum } = template;
  const program = bundle(join(import.meta.dirname, '..', '..', 'operations', 'dying-program.ts'));
  onTestFinished(program.remove);
  const killAt = async (nth: number) => {
    const place = copyOfTemplate();
    const words = [program.path, database, placeText(place), at(6).toISOString(), `${nth}`, 'changes and programs'];
    await once(spawn(process.execPath, words, { stdio: 'ignore' }), 'exit');
    await payloads(place, 1);
    const { id } = await backUp(database, place, 7);
    expect(await payloads(place, 1), `killed at ${nth}`).toEqual(new Map([[id, sum]]));
    expect(partials(place), `killed at ${nth}`).toEqual([]);
    return stateIn(place).number;
  };
  // From the first link of the chain to the last rename of the cache; the last one is never reached.
  const numbers = await Promise.all([26, 32, 38, 44, 50, 56, 62, 64, 66, 68, 200].map(killAt));
  expect(numbers[0]).toBe(5);
  expect(numbers.at(-1)).toBe(6);
});

test('says of one that it cannot put together what is missing, and does not call it damaged', async () => {
  const { database } = template;
  const place = copyOfTemplate();
  const without = hostWith(undefined);
  const [newest] = (await listBackups(without, place)) as GoodEntry[];
  expect(newest?.state).toBe('good');
  const missing = { code: 'tool-missing', next: [expect.stringContaining('apt-get install xdelta3')] };
  await expect(verifyFiles(without, newest as GoodEntry)).rejects.toMatchObject(missing);
  await expect(backUp(database, place, 5, without)).rejects.toMatchObject(missing);
  const [target] = planPrune(await listBackups(without, place), 1, at(9));
  const policy = mergePolicies([], '/');
  const pruning = { ...policy, backup: { ...policy.backup, repository: place, keep: 1 } };
  await expect(pruneTarget(without, pruning, target as TargetFates)).rejects.toMatchObject(missing);
  const full = hostWith('echo "xdelta3: write failed: No space left on device" >&2; exit 1');
  await expect(verifyFiles(full, newest as GoodEntry)).rejects.toMatchObject({
    code: 'restore-refused',
    why: expect.stringContaining('No space left'),
  });
  expect(await good(place)).toHaveLength(5);
  expect(partials(place)).toEqual([]);
});

/** The real restic, and an xdelta3 that is this script. */
function hostWith(xdelta: string | undefined): Host {
  const programs = scratchFolder();
  symlinkSync(programOnPath('restic') ?? '', join(programs, 'restic'));
  if (xdelta !== undefined) writeFileSync(join(programs, 'xdelta3'), `#!/bin/sh\n${xdelta}\n`, { mode: 0o755 });
  return hostWithPath(programs);
}
