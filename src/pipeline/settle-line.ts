import type { Confirmation, Judgement } from '../types.ts';
import { NotGiven } from './ask-on-the-way.ts';
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
  run.line = judgement;
  run.confirmation = confirmation;
  if (!now && judgement.decision.backup !== 'mandatory') return undefined;
  try {
    await keep(run, judgement, async () => unseen);
  } catch (error) {
    if (error instanceof NotGiven) return { judgement: error.judgement, confirmation: error.confirmation };
    throw error;
  }
  writeLine(run);
  return undefined;
}

/** Nobody has looked at what the line comes to, so what it may lose is backed up, and nothing is asked about it. */
const unseen = { changes: true, mayLose: true, isAsked: true };
