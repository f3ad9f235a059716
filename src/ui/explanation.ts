import { redactArgv } from '../secrets/redact.ts';
import type { BackupNeed, Judgement, Target } from '../types.ts';
import { adviceOf, commandOf, factsOf, reasonsOf } from './judgement.ts';
import type { Message } from './message.ts';
import { formatBytes } from './units.ts';

const confirmations = {
  none: 'nothing',
  yes: 'a yes',
  phrase: 'typing DESTROY_DATA',
  twice: "a yes, then typing the database's name",
  thrice: "a yes, then typing the database's name and DESTROY_DATA",
} as const;

const verdicts = {
  allow: 'It runs without a question',
  confirm: 'It runs once a person has confirmed it',
  block: 'It does not run here',
} as const;

const risks = {
  none: 'this cannot lose data',
  change: 'this can change a database',
  destroy: 'this destroys data',
  unknown: 'nobody can tell what this would do',
} as const;

/** `cheapBytes`: up to where the policy calls a backup cheap. */
function backupOf(need: BackupNeed, cheapBytes: number): string {
  if (need === 'none') return 'none is made';
  if (need === 'cheap') return `a backup first, if the database is under ${formatBytes(cheapBytes)}`;
  return need === 'always'
    ? 'a backup first, made and read back, or it does not run'
    : 'a backup first, made, read back and on disk, or it does not run';
}

interface Known {
  /** Of the policy, in bytes. */
  readonly cheapBytes: number;
  /** How the newest backup of its database stands. */
  readonly lastBackup: string | undefined;
  /** What is odd about the policy, a sentence each. */
  readonly warnings: readonly string[];
}

/** A judgement for people. */
export function explanation(judgement: Judgement, { cheapBytes, lastBackup, warnings }: Known): Message {
  const { invocation, classification, decision, actor } = judgement;
  const { raisedBy } = classification;
  const read = invocation.reading === 'unreadable' ? `not understood: ${invocation.problem}` : readAs(judgement);
  return {
    code: 'explanation',
    level: 'ask',
    what: `${verdicts[decision.verdict]}: ${risks[classification.risk]}.`,
    command: commandOf(invocation),
    effect: classification.effect,
    facts: [
      ['read as', read],
      ['rule', classification.rule],
      ...(raisedBy === undefined ? [] : [['own rule', `${raisedBy.id}, of the policy`] as const]),
      ...factsOf(judgement),
      ...unreadStamps(judgement),
      ['asked by', `${actor.kind} (${actor.why})`],
      ['it takes', decision.verdict === 'block' ? 'nothing lifts it here' : confirmations[decision.confirm]],
      ['backup', backupOf(decision.backup, cheapBytes)],
      ...(lastBackup === undefined ? [] : [['last backup', lastBackup] as const]),
      ...warnings.map((says) => ['policy', says] as const),
    ],
    because: reasonsOf(judgement),
    next: { title: 'Instead', steps: adviceOf(judgement) },
  };
}

/** What a stamp says stands among the reasons. Where one cannot be read, nobody knows whether there is one. */
function unreadStamps({ resolution }: Judgement): (readonly [string, string])[] {
  const unread = (resolution?.targets ?? []).filter(({ look }) => look?.exists === true && look.stamp === undefined);
  return unread.map(({ look }) => ['stamp', `not known: ${look?.problem ?? 'it could not be read'}`]);
}

function readAs({ invocation }: Judgement): string {
  const options = Object.keys(invocation.options).map((name) => `--${name}`);
  return (
    [invocation.command || invocation.program, ...options].join(' ') +
    (invocation.reading === 'runs' ? '' : `, which prints ${invocation.reading}`)
  );
}

/** The same for machines. No URL and no password is in it. */
export function explanationRecord(judgement: Judgement) {
  const { invocation, classification, resolution, environment, actor, decision } = judgement;
  const targets = resolution?.targets ?? [];
  const redact = (words: readonly string[]) =>
    redactArgv(
      words,
      targets.map(({ url }) => url),
    );
  const options = Object.entries(invocation.options).map(([name, value]) => [
    name,
    value === true ? true : redact([`--${name}`, ...value]).slice(1),
  ]);
  return {
    invocation: {
      ...invocation,
      argv: redact(invocation.argv),
      options: Object.fromEntries(options) as Record<string, true | string[]>,
      operands: redact(invocation.operands),
      config: invocation.config ?? null,
      problem: invocation.problem ?? null,
    },
    rule: classification.rule,
    ownRule: classification.raisedBy?.id ?? null,
    risk: classification.risk,
    effect: classification.effect,
    target: targets[0] === undefined ? null : describe(targets[0]),
    targets: targets.map(describe),
    problem: resolution?.problem ?? null,
    environment,
    actor,
    decision,
    stake: judgement.stake ?? null,
    hazards: judgement.hazards ?? null,
    corrections: judgement.corrections?.map(({ migration, file, after }) => ({ migration, file, sql: after })) ?? null,
  };
}

function describe({ identity, role, label, source, look }: Target) {
  return {
    label,
    role,
    ...identity,
    source,
    stamp: look?.stamp ?? null,
    problem: look?.problem ?? null,
    holds: look?.signs ?? null,
  };
}
