/** A restore replaces a database, so it is confirmed as what destroys one; in production it is what may have to be done. */
import { isProtected, restoring } from '../../policy/matrix.ts';
import { factsInTheWay, type GoodEntry, isEmpty } from '../backup/index.ts';
import { askWord } from '../confirm/ask.ts';
import { confirmPlan } from '../confirm/confirm.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { maybeSame } from '../target/identity.ts';
import type { Target } from '../types.ts';
import type { Message } from '../ui/message.ts';
import { print } from '../ui/print.ts';
import { formatBytes, formatCount } from '../ui/units.ts';
import { tellOmissions } from './accept.ts';
import { rowsOf, whyOf } from './list.ts';

import type { Place } from './place.ts';

/** Throws `blocked` where a backup of another database would replace a production-like one that holds rows. */
export async function refuseRestore(
  host: Host,
  { policy, environment, target }: Pick<Place, 'policy' | 'environment'> & { readonly target: Target },
  entry: GoodEntry,
): Promise<void> {
  const { identity, label } = entry.manifest.target;
  if (maybeSame(identity, target.identity) || !isProtected(environment.name)) return;
  if (await isEmpty(host, policy, target)) return;
  throw new InterlockError('blocked', {
    what: 'This restore is blocked.',
    why: `The backup is of ${label}, and ${target.label}, which holds rows, is ${environment.name === 'unknown' ? 'judged as production' : environment.name}.`,
    next: [
      `Restore a backup of ${target.label} itself: \`prisma-interlock list\` shows them.`,
      'Or restore it into a database that is empty, or not there yet: --to <database>.',
    ],
  });
}

/** How the questions call what is to be done, the line that does it, and what else is to be known of it. */
export interface Undertaking {
  readonly name: string;
  readonly line: string;
  readonly facts: readonly (readonly [string, string])[];
  /** Whether the caller reads JSON on stdout. */
  readonly json: boolean;
  /** Whether the name of the database that the backup is of has to be typed, because it is another one. */
  readonly asksForOther?: boolean;
  /** Where not the whole database is replaced. */
  readonly ofTable?: string | undefined;
}

/** Throws `approval-needed` where nobody may be asked, and `declined` where the answer is no. */
export async function confirmRestore(
  host: Host,
  place: Pick<Place, 'environment' | 'actor'>,
  target: Target,
  entry: GoodEntry,
  { name, line, facts, json, asksForOther = false, ofTable }: Undertaking,
): Promise<void> {
  const { environment, actor } = place;
  const { time, target: from } = entry.manifest;
  const plan: Message = {
    code: 'plan',
    level: 'ask',
    what: ofTable
      ? `This puts one table of a backup into ${target.label}.`
      : `This replaces all of ${target.label} by a backup.`,
    facts: [
      ['database', target.label],
      ['environment', environment.name],
      ['backup', entry.id],
      ['of', from.label],
      ['made', `${time}, ${whyOf(entry)}`],
      [
        'holds',
        `${formatCount(entry.manifest.tables.length, 'table')}, ${formatCount(rowsOf(entry), 'row')}, ${formatBytes(entry.size)}`,
      ],
      ...facts,
      ...(ofTable ? [] : await factsInTheWay(host, target)),
    ],
    because: environment.evidence.map(({ why }) => why),
    state: 'The present state is backed up first.',
  };
  const confirmation = await confirmPlan(host, {
    actor,
    confirm: restoring[environment.name],
    plan,
    question: ofTable ? `Put ${ofTable} into ${target.label}?` : `Replace ${target.label}?`,
    labels: [target.label],
    also: async (at) => (await seesLoss(at, entry)) && (!asksForOther || (await meansOther(at, target, entry))),
  });
  if (confirmation.given) return;
  if (confirmation.how === 'refused') {
    throw new InterlockError('declined', {
      what: 'Not confirmed, so nothing was restored.',
      why: 'Not every question was answered with what it asked for.',
    });
  }
  tellOmissions(host, { target, entry, json });
  throw new InterlockError('approval-needed', {
    why:
      confirmation.how === 'agent'
        ? `${name} replaces ${target.label}. An AI agent cannot confirm that (${actor.why}).`
        : `${name} replaces ${target.label}, and there is no terminal to confirm it at.`,
    next: [`Ask a person to run this at a terminal: ${line}`],
  });
}

/** A partial backup lacks what nobody could read; whoever restores it has to have seen what that is. */
async function seesLoss(host: Host, { id, manifest: { incomplete } }: GoodEntry): Promise<boolean> {
  if (incomplete === undefined) return true;
  print(host, {
    code: 'partial',
    level: 'ask',
    what: `The backup ${id} is partial: it was made of a damaged database.`,
    facts: incomplete.map((line) => ['missing', line] as const),
    because: [],
    state: 'After the restore the database lacks this.',
  });
  return askWord(host, 'To restore it all the same, type: partial', 'partial');
}

/** It was made elsewhere, or of something else: of the same address nobody knows that it is the same database. */
async function meansOther(host: Host, target: Target, { manifest }: GoodEntry): Promise<boolean> {
  const from = manifest.target.label;
  const question = `The backup is of ${from}, not of ${target.label}. To put it here all the same, type: ${from}`;
  return askWord(host, question, from);
}
