import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { localFoldersOf } from '../../../src/backup/repository/place.ts';
import { listBackups, verifyFiles } from '../../../src/backup/repository/read.ts';
import { createHost, type Host } from '../../../src/host.ts';
import type { RepositoryPlace } from '../../../src/policy/policy.ts';
import { isWhole } from '../../support/sweep.ts';
import { bundle } from '../engines/bundle.ts';
import { hostWith, tinyPlace, writeTiny } from '../engines/scratch.ts';
import { placeText, runOnce } from '../operations/one-run.ts';
import { makeRepository, repositoryKinds, runRestic } from './places.ts';

const host = createHost();
/** Far more changes of the file system than one backup makes; the test ends by itself long before. */
const bound = 200;

const sweeps = [
  ...repositoryKinds.map((kind) => ({
    kind,
    when: 'before any change of the file system or after the start of any program',
    points: 'changes and programs' as const,
  })),
  { kind: 'restic' as const, when: 'together with any program that it has started', points: 'programs' as const },
];

test.each(sweeps)(
  'killed $when it leaves whole backups and leftovers in a $kind, nothing else',
  { timeout: 180_000 },
  async ({ kind, points }) => {
    const program = bundle(join(import.meta.dirname, '..', 'operations', 'dying-program.ts'));
    onTestFinished(program.remove);
    // restic waits a fifth of a second whenever it takes a lock, so several of its repositories are swept at once.
    const lanes = kind === 'restic' ? 4 : 1;
    const sweeping = Array.from({ length: lanes }, (_, lane) => sweep(program.path, { kind, points }, lane + 1, lanes));
    const swept = await Promise.all(sweeping);
    const survived = Math.min(...swept.map((one) => one.survived));
    expect(survived).toBeGreaterThan(points === 'programs' ? 8 : 15);
    expect(survived).toBeLessThan(bound);
    expect(swept.some((one) => one.sawLeftover)).toBe(true);
  },
);

type Sweep = Pick<(typeof sweeps)[number], 'kind' | 'points'>;

/** Kills at the first point, then at every `step`th one, up to one that is never reached. */
async function sweep(program: string, { kind, points }: Sweep, first: number, step: number) {
  const { database, folder } = tinyPlace();
  const repository = await makeRepository(kind);
  const at = (minutes: number) => new Date(Date.UTC(2026, 10, 23) + minutes * 60_000);
  // What a killed command leaves among the temporary files of the system goes with the test.
  const env = { ...process.env, TMPDIR: folder };
  let old = await runOnce(host, database, repository, at(0));
  let sawLeftover = false;
  for (let nth = first; nth < bound; nth += isWhole ? step : 5 * step) {
    const when = `killed at ${nth}`;
    const words = [program, database, placeText(repository), at(2 * nth).toISOString(), String(nth), points];
    const died = await run(words, env);
    if (points === 'programs') killGroup(died.pid);
    else await groupIsGone(died.pid);
    if (died.status !== 0) expect(died.signal, died.said).toBe('SIGKILL');
    const entries = await listBackups(host, repository);
    expect(entries.length, when).toBeGreaterThan(0);
    for (const entry of entries) {
      if (entry.state === 'damaged') throw new Error(`${when}: ${entry.why}`);
      await verifyFiles(host, entry);
    }
    if (!entries.some((entry) => entry.id === old.id)) expect(entries[0]?.id, when).not.toBe(old.id);
    sawLeftover ||= leftovers(repository).length > 0;
    old = await runOnce(host, database, repository, at(2 * nth + 1));
    const left = await listBackups(host, repository);
    expect(
      left.map(({ id }) => id),
      when,
    ).toEqual([old.id]);
    expect(leftovers(repository), when).toEqual([]);
    if (died.status === 0) return { survived: nth, sawLeftover };
  }
  return { survived: bound, sawLeftover };
}

/** Until it ends, as the first of a group of its own. */
async function run(words: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, words, { env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  const [status, signal] = await once(child, 'exit');
  return { status, signal, said, pid: child.pid ?? 0 };
}

/** Whatever a process that was the first of its group has left running. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** What such a process started goes on to its own end. */
async function groupIsGone(pid: number): Promise<void> {
  for (let round = 0; round < 1000; round++) {
    try {
      process.kill(-pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('what a killed command had started does not end');
}

/** Whatever is not part of a whole backup. */
function leftovers(place: RepositoryPlace): string[] {
  const partials = localFoldersOf(place).flatMap((folder) =>
    readdirSync(folder).filter((name) => name.startsWith('.partial-')),
  );
  if (typeof place === 'string' || place.kind === 'folder') return partials;
  const at = place.repository.reveal();
  // What restic had not yet given its name locks nobody out, and restic itself leaves it there.
  const locks = readdirSync(join(at, 'locks')).filter((name) => !name.includes('-tmp-'));
  return [...partials, ...locks, ...unprovedIn(at)];
}

function unprovedIn(repository: string): string[] {
  const snapshots: { id: string; tags: string[] }[] = JSON.parse(
    runRestic(repository, 'snapshots', '--json', '--no-lock'),
  );
  return snapshots.filter(({ tags }) => tags.includes('unproved')).map(({ id }) => id);
}

test('the payload, the manifest and the folder are durable before the backup gets its name', async () => {
  const place = tinyPlace();
  await writeTiny(place);
  const log: string[] = [];
  await writeTiny(place, { host: recording(log) });
  const tail = log.map((line) => line.replace(/\d{4}-\S*?_[a-z2-7]{4}(?=[\s/]|$)/g, 'ID'));
  expect(tail).toEqual([
    'sync backups/.partial-ID/tiny.json',
    'sync backups/.partial-ID',
    'sync backups/.partial-ID/manifest.json',
    'sync backups/.partial-ID',
    'rename backups/.partial-ID backups/ID',
    'sync backups',
  ]);

  function recording(lines: string[]): Host {
    const { promises } = host.fs;
    const opened = new Map<number, string>();
    const short = (path: unknown) => String(path).slice(place.folder.length + 1);
    const open: typeof promises.open = async (path, ...rest) => {
      const handle = await promises.open(path, ...rest);
      opened.set(handle.fd, short(path));
      return handle;
    };
    const fsync = ((descriptor: number, done: (error: Error | null) => void) =>
      host.fs.fsync(descriptor, (error) => {
        lines.push(`sync ${opened.get(descriptor)}`);
        done(error);
      })) as Host['fs']['fsync'];
    const rename: typeof promises.rename = async (from, to) => {
      if (!String(from).includes('.locks')) lines.push(`rename ${short(from)} ${short(to)}`);
      await promises.rename(from, to);
    };
    return hostWith({ open, rename }, { fsync });
  }
});
