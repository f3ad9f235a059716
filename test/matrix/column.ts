/** One runner with one Prisma: a project that goes through all states, and every way in at each of them. */
import { join } from 'node:path';
import type { Ran } from '../support/run.ts';
import { attempt, check } from './cell.ts';
import { habitNames, observeHabits } from './goes-on.ts';
import type { Evidence, Major } from './project-files.ts';
import { type Result, saidBy, withoutSeconds } from './results.ts';
import { goAndComeBack } from './round-trip.ts';
import type { RunnerName } from './runners.ts';
import { makeSandbox, type Sandbox } from './sandbox.ts';
import { type State, type StateName, states } from './states.ts';
import type { WayName } from './ways.ts';

export interface ColumnOptions {
  readonly name: RunnerName;
  readonly major: Major;
  /** For everything that is made. */
  readonly folder: string;
  readonly registry: string;
  readonly states: readonly StateName[];
  readonly ways: readonly WayName[];
  /** Whether to look at what else uses Prisma, which takes half a minute. */
  readonly habits: boolean;
}

/** What a project without us did: which ways there are, and what harmless lines print. */
interface Before {
  readonly there: ReadonlySet<WayName>;
  readonly printed: ReadonlyMap<WayName, Ran>;
}

export async function runColumn(options: ColumnOptions, write: (result: Result) => void): Promise<void> {
  const { name, major, folder, registry } = options;
  const began = Date.now();
  const dir = join(folder, `${name}-prisma${major}`);
  const at = makeSandbox({ name, major, dir, home: join(folder, 'runners', `${name}-prisma${major}`), registry });
  const installed = await at.run(at.runner.install, { timeoutMs: 300_000 });
  write({ kind: 'entered', state: 'before', ok: installed.exitCode === 0, said: saidBy(installed) });
  if (installed.exitCode !== 0) throw new Error(`nothing could be installed: ${saidBy(installed)}`);
  const before = await observe(at, options, write);
  const habits = options.habits ? await observeHabits(at) : undefined;
  if (options.habits) {
    const left = await goAndComeBack(at);
    write({ kind: 'habit', habit: 'uninstall', same: left === '', said: left });
  }
  for (const name of options.states) {
    const ran = await states[name].enter(at);
    write({ kind: 'entered', state: name, ok: ran.exitCode === 0, said: saidBy(ran) });
    if (name === 'init' && ran.exitCode !== 0) break;
    const shell = states[name].shell ? await askShell(at) : '';
    await tryWays(at, name, shell, before, options, write);
    if (name !== 'clean' || habits === undefined) continue;
    const after = await observeHabits(at);
    for (const habit of habitNames) {
      const same = habits[habit] === after[habit];
      write({ kind: 'habit', habit, same, said: same ? habits[habit] : `${habits[habit]}\n---\n${after[habit]}` });
    }
  }
  write({ kind: 'done', seconds: Math.round((Date.now() - began) / 1000) });
}

async function observe(at: Sandbox, options: ColumnOptions, write: (result: Result) => void): Promise<Before> {
  const there = new Set<WayName>();
  const printed = new Map<WayName, Ran>();
  const place = { at, evidence: 'variable', shell: '' } as const;
  for (const way of options.ways) {
    const { fate, said } = await attempt(way, place, false);
    if (fate === 'open') there.add(way);
    write({ kind: 'destroy', state: 'before', way, evidence: 'variable', fate, said: fate === 'open' ? '' : said });
    const ran = await check(way, place);
    if (ran) printed.set(way, ran);
  }
  return { there, printed };
}

async function tryWays(
  at: Sandbox,
  state: StateName,
  shell: string,
  before: Before,
  options: ColumnOptions,
  write: (result: Result) => void,
): Promise<void> {
  const { thorough }: State = states[state];
  const evidences: readonly Evidence[] = thorough ? ['variable', 'address'] : ['variable'];
  for (const way of options.ways) {
    for (const evidence of evidences) {
      const tried = await attempt(way, { at, evidence, shell }, before.there.has(way));
      write({ kind: 'destroy', state, way, evidence, ...tried });
    }
    const bare = before.printed.get(way);
    if (!thorough || !before.there.has(way) || bare === undefined) continue;
    const ran = await check(way, { at, evidence: 'variable', shell });
    write({ kind: 'check', state, way, same: ran !== undefined && isSame(bare, ran), said: ran ? saidBy(ran) : '' });
  }
}

/** What `eval "$(prisma-interlock shellenv sh)"` evaluates; empty where that command is not there. */
async function askShell(at: Sandbox): Promise<string> {
  const program = join(at.dir, 'node_modules/.bin/prisma-interlock');
  const words = at.name === 'pnp' ? ['yarn', 'prisma-interlock'] : [program];
  try {
    const { stdout, exitCode } = await at.run([...words, 'shellenv', 'sh']);
    return exitCode === 0 ? stdout : '';
  } catch {
    return '';
  }
}

/** Lines on stderr by which Prisma tells that there is, or is no, config file (docs/layers.md). */
const announced = [
  /^Loaded Prisma config from /,
  /^Prisma config detected, skipping environment variable loading\.$/,
  /^Environment variables loaded from \S*\.env$/,
];

function isSame(bare: Ran, ran: Ran): boolean {
  const read = (text: string) =>
    text.split('\n').filter((line) => line.trim() !== '' && !announced.some((one) => one.test(line)));
  return (
    bare.exitCode === ran.exitCode &&
    withoutSeconds(bare.stdout) === withoutSeconds(ran.stdout) &&
    JSON.stringify(read(bare.stderr)) === JSON.stringify(read(ran.stderr))
  );
}
