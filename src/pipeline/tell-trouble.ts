/**
 * Prisma's engine has said that the database and the folder of migrations do not go together, and wants a reset or stops. Says
 * what they do not agree on, who knows what is missing, and what puts that right without a loss.
 */
import path from 'node:path';
import { grammars } from '../../policy/grammar/index.ts';
import { type GoodEntry, goodOf, isWhole, listBackups, shortId } from '../backup/index.ts';
import type { DescribedCall, Trouble } from '../channel/descriptor.ts';
import { within } from '../databases/tools/within.ts';
import type { Host } from '../host.ts';
import { parse } from '../parse/parse.ts';
import { openInside, type Recorded } from '../target/inside.ts';
import type { Target } from '../types.ts';
import type { Message } from '../ui/message.ts';
import { print } from '../ui/print.ts';
import { placeOfCall, targetsOf } from './judge-call.ts';
import type { Run } from './run.ts';
import { type Differences, shownAtMost, stepsFor, sumOf } from './trouble-steps.ts';

export interface Troubled {
  readonly run: Pick<Run, 'host' | 'cli' | 'policy' | 'looker'>;
  /** The call that told the database. */
  readonly call: DescribedCall;
  readonly trouble: Trouble;
  /** The line that was typed, as far as it is known. */
  readonly argv: readonly string[];
}

/** So long the database, and the backups, are asked at the most, in seconds. */
const patience = 2;

/** `host`: where a person reads it. */
export async function tellTrouble(host: Host, troubled: Troubled): Promise<void> {
  const { run, call, trouble } = troubled;
  const { main } = targetsOf(run.host, call);
  if (main === undefined) return;
  const { environment } = await placeOfCall(run, call);
  const found = findDifferences(run.host, trouble, await historyOf(run.host, main));
  if (trouble.code !== 'reset' && trouble.code !== 'P3005' && found.failed.length === 0) return;
  const backups = await backupsOf(run, main);
  const before = backupBefore(backups, found);
  const line = parse('prisma', run.cli.major, troubled.argv, grammars);
  const { host: at, cli } = run;
  const about = {
    host: at,
    major: cli.major,
    trouble,
    found,
    backups,
    line,
    target: main,
    environment: environment.name,
  };
  print(host, {
    code: 'out-of-step',
    level: 'ask',
    what: whatOf(trouble),
    facts: [
      ['database', main.label],
      ['environment', environment.name],
      ...named('applied, not in the folder', found.missing),
      ...named('changed after it ran', found.changed),
      ...named('failed', found.failed),
      ...(before ? [['backup of before', `${shortId(before.id)}, of ${before.manifest.time}`] as const] : []),
    ],
    next: { title: 'What helps here', steps: await stepsFor(about, before) },
  } satisfies Message);
}

function whatOf({ code }: Trouble): string {
  if (code === 'reset') return 'Prisma would empty this database, because it and the migrations do not go together.';
  if (code === 'P3005') return 'This database has tables, and no history of migrations.';
  return 'A migration has failed in this database, and Prisma runs no other until that is settled.';
}

function named(kind: string, migrations: readonly Recorded[]): [string, string][] {
  const more = migrations.length > shownAtMost ? [`and ${migrations.length - shownAtMost} more`] : [];
  const names = [...migrations.slice(0, shownAtMost).map(({ name }) => name), ...more];
  return names.map((name, at) => [at === 0 ? kind : '', name]);
}

function findDifferences(host: Host, { folder, names }: Trouble, history: readonly Recorded[]): Differences {
  const done = history.filter(({ isDone, isUndone }) => isDone && !isUndone);
  const isOtherwise = ({ name, checksum }: Recorded) => {
    try {
      return sumOf(host.fs.readFileSync(path.join(folder, name, 'migration.sql'))) !== checksum;
    } catch {
      return false;
    }
  };
  return {
    missing: done.filter(({ name }) => !names.includes(name)),
    changed: done.filter((each) => names.includes(each.name) && isOtherwise(each)),
    failed: history.filter(({ isDone, isUndone }) => !isDone && !isUndone),
  };
}

async function historyOf(host: Host, target: Target): Promise<readonly Recorded[]> {
  const read = async () => {
    const inside = await openInside(host, target);
    try {
      return (await inside?.history()) ?? [];
    } finally {
      await inside?.close();
    }
  };
  return within(patience, read()).catch(() => []);
}

async function backupsOf({ host, policy }: Troubled['run'], { identity }: Target): Promise<readonly GoodEntry[]> {
  const read = async () => goodOf(await listBackups(host, policy.backup.repository), identity).filter(isWhole);
  return within(patience, read()).catch(() => []);
}

/** The newest of before the first of what is not right; where that has no time, the newest. */
function backupBefore(backups: readonly GoodEntry[], { missing, changed, failed }: Differences): GoodEntry | undefined {
  const times = [...missing, ...changed, ...failed].flatMap(({ begun }) => begun ?? []);
  const first = times.length > 0 ? Math.min(...times) : Number.POSITIVE_INFINITY;
  return backups.find(({ manifest }) => Date.parse(manifest.time) < first);
}
