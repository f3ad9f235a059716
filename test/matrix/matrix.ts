/**
 * `npm run matrix -- npm11 prisma7`: tries every way in, with every runner, and compares with what is expected. Words pick
 * columns. `--update` takes what came out for expected, `--again` forgets what earlier runs found with the same programs,
 * `--quick` tries what differs most and compares nothing, `--keep` leaves the projects there.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installFixtures } from '../support/fixtures.ts';
import { runColumn } from './column.ts';
import { configuredRegistry, pack } from './packed.ts';
import type { Major } from './project-files.ts';
import { startRegistry } from './registry.ts';
import { openJournal, type Result, readJournal } from './results.ts';
import { type RunnerName, runnerNames } from './runners.ts';
import { stateNames } from './states.ts';
import { countFates, legend, renderColumn } from './table.ts';
import { createUpstream } from './upstream.ts';
import { wayNames } from './ways.ts';

const words = process.argv.slice(2);
const flags = new Set(words.filter((word) => word.startsWith('--')));
const named = words.filter((word) => !word.startsWith('--'));
const majors: readonly Major[] = [6, 7];
const expected = join(import.meta.dirname, 'expected');
const cache = join(import.meta.dirname, '../../node_modules/.cache/prisma-interlock-matrix');

interface Column {
  readonly name: RunnerName;
  readonly major: Major;
}

/** A word without a number means all of that name. */
const wanted = (all: readonly string[], one: string) => {
  const those = named.filter((word) => all.some((each) => each.startsWith(word)));
  return (
    those.length === 0 || those.some((word) => one === word || (/\D$/.test(word) && one.replace(/\d+$/, '') === word))
  );
};

const columns: Column[] = runnerNames
  .filter((name) => wanted(runnerNames, name))
  .flatMap((name) => majors.map((major) => ({ name, major })))
  .filter(({ major }) =>
    wanted(
      majors.map((each) => `prisma${each}`),
      `prisma${major}`,
    ),
  );

await installFixtures(['runners', 'node24']);
const upstream = await configuredRegistry();
const packed = await pack();
const registry = await startRegistry(packed, upstream, createUpstream(upstream, join(cache, 'registry')));
const folder = mkdtempSync(join(tmpdir(), 'matrix-'));
const quick = flags.has('--quick');
const extent = quick
  ? ({
      states: ['init', 'updated', 'scriptless', 'config-only'],
      ways: ['exec', 'bin', 'entry', 'config', 'below', 'member', 'mcp'],
      habits: false,
    } as const)
  : { states: stateNames, ways: wayNames, habits: true };
const differing: string[] = [];
const total = { shim: 0, gate: 0, open: 0, absent: 0, broken: 0 };

async function runOne({ name, major }: Column): Promise<void> {
  const title = `${name}-prisma${major}`;
  const file = join(cache, 'results', `${packed.programs}${quick ? '-quick' : ''}`, `${title}.jsonl`);
  const kept = flags.has('--again') ? undefined : readJournal(file);
  const results: Result[] = kept ?? [];
  if (kept === undefined) {
    const journal = openJournal(file);
    await runColumn({ name, major, folder, registry: registry.url, ...extent }, (result) => {
      results.push(result);
      journal.write(result);
    });
  }
  report(title, file, results);
}

function report(title: string, file: string, results: readonly Result[]): void {
  const text = renderColumn(title, results);
  const place = join(expected, `${title}.txt`);
  if (flags.has('--update') && !quick) {
    mkdirSync(expected, { recursive: true });
    writeFileSync(place, text);
  }
  const same = quick || (existsSync(place) && readFileSync(place, 'utf8') === text);
  if (!same) differing.push(title);
  const counts = countFates(results);
  for (const fate of Object.keys(total) as (keyof typeof total)[]) total[fate] += counts[fate];
  const seconds = results.flatMap((result) => (result.kind === 'done' ? [result.seconds] : []));
  process.stdout.write(`${text}${same ? '' : 'NOT AS EXPECTED\n'}(${seconds.join()} s; ${file})\n\n`);
}

/** Two columns beside each other. */
async function work(queue: Column[]): Promise<void> {
  for (let column = queue.shift(); column !== undefined; column = queue.shift()) {
    const { name, major } = column;
    await runOne(column).catch((error) => {
      differing.push(`${name}-prisma${major}`);
      process.stdout.write(
        `${name}-prisma${major} could not be run: ${error instanceof Error ? error.stack : error}\n\n`,
      );
    });
  }
}

try {
  const queue = [...columns];
  await Promise.all([work(queue), work(queue)]);
} finally {
  await registry.close();
  if (!flags.has('--keep')) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
const counts = Object.entries(total).map(([fate, count]) => `${fate} ${count}`);
process.stdout.write(`${legend}\n${columns.length} columns: ${counts.join(', ')}\n`);
if (differing.length > 0) process.stdout.write(`Not as expected: ${differing.join(', ')}\n`);
process.exitCode = differing.length > 0 ? 1 : 0;
