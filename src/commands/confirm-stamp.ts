import { confirmPlan } from '../confirm/confirm.ts';
import { wordOf } from '../databases/stamp-text.ts';
import { errors } from '../errors/codes.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { ownCommand } from '../project/own-command.ts';
import type { Actor, EnvironmentName, Stamp, Target } from '../types.ts';
import type { Message } from '../ui/message.ts';

interface Milder {
  readonly target: Target;
  /** The stamp that is there, for people. */
  readonly from: string | undefined;
  /** How the database is judged now. */
  readonly environment: EnvironmentName;
  readonly to: Stamp['place'] | 'none';
}

const state = errors['stamp-failed'].state;

/** Throws `approval-needed` where nobody may be asked, and `declined` where the answer is no. */
export async function confirmMilder(host: Host, actor: Actor, milder: Milder): Promise<void> {
  const { target, to } = milder;
  const word = to === 'none' ? 'none' : wordOf(to);
  const confirmation = await confirmPlan(host, {
    actor,
    confirm: 'twice',
    plan: planOf(milder, word),
    question: to === 'none' ? 'Take the stamp off?' : `Stamp it ${word}?`,
    labels: [target.label],
  });
  if (confirmation.given) return;
  if (confirmation.how === 'refused') {
    const why = 'Not every question was answered with what it asked for.';
    throw new InterlockError('declined', { what: 'Not confirmed, so the stamp is as it was.', why, state });
  }
  const reason =
    confirmation.how === 'agent'
      ? `An AI agent cannot say that (${actor.why}).`
      : 'There is no terminal at which a person could say that.';
  throw new InterlockError('approval-needed', {
    why: `Afterwards more may be done to ${target.label} without a question. ${reason}`,
    next: [`Ask a person to run this at a terminal: ${await ownCommand(host, `stamp ${word}`)}`],
    state,
  });
}

function planOf({ target, from, environment, to }: Milder, word: string): Message {
  return {
    code: 'plan',
    level: 'ask',
    what: to === 'none' ? 'This takes the stamp off a database.' : `This says of a database that it is ${word}.`,
    facts: [
      ['database', `${target.label} (from ${target.source})`],
      ['stamp', from ?? 'none'],
      ['judged', environment],
    ],
    because: [
      to === 'test'
        ? 'The loss of what is disposable is no loss: it is destroyed without a question and without a backup.'
        : 'What was asked about, backed up or blocked until now may go through without a question afterwards.',
    ],
  };
}
