import type { Confirmation, Judgement } from '../types.ts';
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
  await keep(run, judgement, async () => true);
  writeLine(run);
  return undefined;
}
