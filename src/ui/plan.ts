import type { BackupNeed, Judgement } from '../types.ts';
import { commandOf, factsOf, reasonsOf } from './judgement.ts';
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

/** What would happen, before anybody is asked whether it should. */
export function plan(judgement: Judgement): Message {
  const { invocation, classification, decision, actor } = judgement;
  return {
    code: 'plan',
    level: 'ask',
    what: headlines[classification.risk],
    command: commandOf(invocation),
    effect: classification.effect,
    facts: [...factsOf(judgement), ['backup', backups[decision.backup]], ['asked by', `${actor.kind} (${actor.why})`]],
    because: reasonsOf(judgement),
    next: { title: 'Safer', steps: classification.instead },
  };
}
