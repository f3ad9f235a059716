/** When a line has ended that changed a database of which a backup was made: what came of it. */
import { openCopy } from '../backup/index.ts';
import type { Afterwards, Fault } from '../databases/afterwards.ts';
import { errors } from '../errors/codes.ts';
import type { Host } from '../host.ts';
import { lookAfterwards } from '../target/afterwards.ts';
import type { BackupOf, Held, Judgement, Outcome, Target } from '../types.ts';
import { commandOf, environmentOf } from '../ui/judgement.ts';
import type { Message } from '../ui/message.ts';
import { note } from '../ui/notes.ts';
import { print } from '../ui/print.ts';
import { formatDuration } from '../ui/units.ts';
import { lossesIn, newFaults, sentBy, tablesToAsk } from './lost-tables.ts';
import type { Run } from './run.ts';
import { runSmoke } from './smoke.ts';
import { unfinished, wayBack } from './way-back.ts';

/** What the audit log keeps of it. */
export interface Checked {
  /** What is not well, a line each. */
  readonly amiss: readonly string[];
  /** Undefined where the policy has none, or Prisma itself had failed. */
  readonly smoke: 'passed' | 'failed' | undefined;
  /** Since Prisma's engine heard the first call that changes something; in milliseconds. */
  readonly tookMs: number | undefined;
}

/** A command that took longer is told how long, and a smoke command that does is said to be waited for, in milliseconds. */
const noticeable = 2000;

/**
 * Undefined where nothing was changed, or no backup was made of what was. Says what is not well, and how long it took where that
 * was long. Never throws.
 */
export async function checkAfter(run: Run, line: Judgement, outcome: Outcome): Promise<Checked | undefined> {
  const { host } = run;
  const target = line.resolution?.targets.find(({ role }) => role === 'main');
  const backup = run.backups.findLast(({ of }) => of === target?.label);
  if (target === undefined || backup === undefined || !mayHaveChanged(run, line, outcome)) return undefined;
  const tookMs = run.begun && Number(host.now()) - Number(run.begun);
  const found = await findAmiss(run, target, backup);
  const smoke = outcome.exitCode === 0 ? await trySmokes(run) : undefined;
  const amiss = [...(found ?? []), ...(smoke ?? [])];
  if (amiss.length > 0) print(host, await messageFor(run, line, { amiss, tookMs, outcome }));
  else if (outcome.exitCode === 0 && tookMs !== undefined && tookMs > noticeable) tellTime(host, tookMs, found, smoke);
  return { amiss, smoke: smoke && (smoke.length > 0 ? 'failed' : 'passed'), tookMs };
}

/** One that is interrupted wants to end, `dropdb` leaves nothing to look at, and what waits for others is theirs. */
function mayHaveChanged({ passed, cli }: Run, { invocation, classification }: Judgement, outcome: Outcome): boolean {
  if (outcome.signal !== undefined || invocation.program === 'dropdb' || classification.waits) return false;
  // No engine tells what Prisma 8 and a seed do.
  return passed.length > 0 || ((cli.major === 8 || invocation.command === 'db seed') && outcome.exitCode === 0);
}

/** Undefined where it was not looked at. */
async function findAmiss(run: Run, target: Target, backup: BackupOf): Promise<string[] | undefined> {
  const { host, policy, passed } = run;
  const held: Held = backup.held ?? { tables: [], objects: [] };
  const sent = sentBy(passed);
  // By another role the backup may have seen what this one does not.
  const isSeen = sent !== undefined && policy.backup.restoreUrl === undefined;
  const { had, touched } = sent ? tablesToAsk(held, sent) : { had: [], touched: [] };
  let now: Afterwards | undefined;
  try {
    now = await lookAfterwards(host, target, { had: isSeen ? had : [], touched });
  } catch {
    print(host, note('not-checked', `What came of it was not looked at: ${target.label} did not answer.`));
  }
  if (now === undefined) return undefined;
  const isReferring = now.faults.some(({ kind }) => kind === 'foreign key');
  const then = isReferring ? await referencesThen(run, backup) : undefined;
  return [...(sent ? lossesIn(held, sent, now) : []), ...newFaults(held, sent, now.faults, then)];
}

/** Foreign keys that led nowhere when the backup was made. Undefined where that cannot be told. */
async function referencesThen({ host, policy }: Run, { id }: BackupOf): Promise<readonly Fault[] | undefined> {
  const [{ open }, { brokenReferences }] = await Promise.all([
    import('../databases/sqlite/driver.ts'),
    import('../databases/sqlite/afterwards.ts'),
  ]);
  return openCopy(host, policy, id, async (file) => {
    const connection = await open(host, file, 'ro');
    try {
      return brokenReferences(connection);
    } finally {
      connection.close();
    }
  }).catch(() => undefined);
}

/** Why they failed. Undefined where there is none. */
async function trySmokes({ host, policy: { smoke = [] } }: Run): Promise<string[] | undefined> {
  if (smoke.length === 0) return undefined;
  const failed: string[] = [];
  for (const each of smoke) {
    const waiting = note('waiting', 'Running the smoke command of the policy.');
    const timer = setTimeout(() => print(host, waiting), noticeable);
    const why = await runSmoke(host, each).finally(() => clearTimeout(timer));
    if (why !== undefined) failed.push(why);
  }
  return failed;
}

interface Amiss {
  readonly amiss: readonly string[];
  readonly tookMs: number | undefined;
  readonly outcome: Outcome;
}

async function messageFor(run: Run, line: Judgement, { amiss, tookMs, outcome }: Amiss): Promise<Message> {
  const { what, exit, state } = errors['check-failed'];
  const back = await wayBack(run.host, line, run.backups);
  const [target] = (line.resolution?.targets ?? []).filter(({ role }) => role === 'main');
  return {
    code: 'check-failed',
    level: 'error',
    what,
    // An exit code of Prisma's own stays.
    ...(outcome.exitCode === 0 && { exit }),
    command: commandOf(line.invocation),
    facts: [
      ...(target === undefined ? [] : [['database', target.label] as const]),
      ['environment', environmentOf(line)],
      ...(tookMs === undefined ? [] : [['took', formatDuration(tookMs)] as const]),
    ],
    because: amiss.map((each) => `${each.charAt(0).toUpperCase()}${each.slice(1)}.`),
    ...(back !== undefined && {
      next: {
        title: 'What to do',
        steps: [{ says: `To go back to before it${back.isWhole ? '' : unfinished}`, paste: back.line }],
      },
    }),
    state,
  };
}

function tellTime(
  host: Host,
  tookMs: number,
  found: readonly string[] | undefined,
  smoke: readonly string[] | undefined,
) {
  const looked = [
    ...(found === undefined ? [] : ['the database was looked at']),
    ...(smoke === undefined ? [] : ['the smoke command passed']),
  ];
  const after = looked.length === 0 ? '' : `; ${looked.join(', and ')}`;
  print(host, note('run-ended', `It took ${formatDuration(tookMs)}${after}.`));
}
