import { unanswered } from '../target/unanswered.ts';
import type { Confirmation, Foresight, Judgement } from '../types.ts';
import { note } from '../ui/notes.ts';
import { print } from '../ui/print.ts';
import { notGivenIn } from './ask-on-the-way.ts';
import { agree, keep, writeLine } from './carry-out.ts';
import type { Run } from './run.ts';

/** Why a line may not go on. */
export interface LineRefused {
  readonly judgement: Judgement;
  readonly confirmation: Confirmation | undefined;
}

/**
 * Takes the line through confirmation and, where the place wants that before anything or `now` is set, its backup; elsewhere
 * a backup is made when Prisma is about to change something. Undefined where it may go on. Throws what a backup and the log
 * throw.
 */
export async function settleLine(run: Run, judgement: Judgement, now: boolean): Promise<LineRefused | undefined> {
  if (judgement.decision.verdict === 'block') return { judgement, confirmation: undefined };
  const confirmation = await agree(run, judgement);
  if (!confirmation.given) return { judgement, confirmation };
  if (judgement.decision.verdict === 'allow') tellUnanswered(run, judgement);
  run.line = judgement;
  run.confirmation = confirmation;
  if (!now && judgement.decision.backup !== 'mandatory') return undefined;
  try {
    await keep(run, judgement, async () => unseen(judgement));
  } catch (error) {
    const no = notGivenIn(error);
    if (no) return { judgement: no.judgement, confirmation: no.confirmation };
    throw error;
  }
  writeLine(run);
  return undefined;
}

/**
 * Nobody has looked at what the line comes to, so what it may lose is backed up, and nothing is asked about it. What merely waits
 * for others is opened many times a day: before that a backup is made as long as it is cheap.
 */
function unseen({ classification }: Judgement): Foresight {
  return { changes: true, mayLose: classification.waits !== true, isAsked: true };
}

/** Where there was a question it stood among the reasons. */
function tellUnanswered({ host }: Run, { resolution }: Judgement): void {
  for (const target of resolution?.targets ?? []) {
    const why = unanswered(target);
    if (why !== undefined) print(host, note('no-answer', why));
  }
}
