import type { BackupNeed, Judgement } from '../types.ts';
import { adviceOf, commandOf, factsOf, reasonsOf } from './judgement.ts';
import type { Message } from './message.ts';

const backups: Record<BackupNeed, string> = {
  none: 'none is made',
  cheap: 'made first where the database is small, else skipped',
  always: 'made and read back first, or the command does not run',
  mandatory: 'made, read back and on disk first, or the command does not run',
};

const headlines = {
  none: 'This command runs in a guarded place.',
  change: 'This command can change a database.',
  destroy: 'This command destroys data.',
  unknown: 'Nobody can tell what this command would do.',
} as const;

/** Something that a backup would not bring back, with what would change that. */
export interface Lasting {
  readonly what: string;
  readonly why: string;
  readonly next: readonly string[];
}

/** What would happen, before anybody is asked whether it should. */
export function plan(judgement: Judgement, lasting: readonly Lasting[] = []): Message {
  const { invocation, classification, decision, actor } = judgement;
  return {
    code: 'plan',
    level: 'ask',
    what: headlines[classification.risk],
    command: commandOf(invocation),
    effect: classification.effect,
    facts: [
      ...factsOf(judgement),
      ['backup', backups[decision.backup]],
      ...lasting.map(({ what, why }) => ['not back', `${what}: ${why}`] as const),
      ['asked by', `${actor.kind} (${actor.why})`],
    ],
    because: reasonsOf(judgement),
    next: {
      title: 'Safer',
      steps: [...new Set([...lasting.flatMap(({ next }) => next), ...adviceOf(judgement)])],
    },
  };
}
