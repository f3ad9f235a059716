import { errors } from '../errors/codes.ts';
import type { Judgement } from '../types.ts';
import { commandOf, factsOf, reasonsOf } from './judgement.ts';
import type { Message } from './message.ts';

/** Nobody could be asked. `request`: an id by which the person and the asker can talk about this one run. */
export function needsPerson(judgement: Judgement, request: string): Message {
  const { invocation, classification, actor } = judgement;
  const agent = actor.kind === 'agent';
  return {
    code: 'approval-needed',
    level: 'error',
    what: agent
      ? 'Stop here: only a person may confirm this command, and you are not one.'
      : 'This command needs the answer of a person, and there is nobody to ask.',
    exit: errors['approval-needed'].exit,
    command: commandOf(invocation),
    effect: classification.effect,
    facts: [...factsOf(judgement), ['asked by', actor.why], ['request', request]],
    because: reasonsOf(judgement),
    next: { title: agent ? 'What to do now' : 'What to do', steps: stepsFor(judgement, request) },
    state: errors['approval-needed'].state,
  };
}

function stepsFor({ actor, classification }: Judgement, request: string): string[] {
  if (actor.kind === 'agent') {
    return [
      'Do not run it again, and do not reach the same end with another command, script or file.',
      `Tell the person you work for what you wanted to do and why, show them this message, and name request ${request}.`,
      'Wait for their answer. If they agree, they run the command themselves, at their own terminal.',
    ];
  }
  const instead = classification.instead.map((step) => `Safer: ${step}`);
  if (actor.kind === 'ci') {
    return ['Let a person run it at a terminal, where the plan is shown and can be answered.', ...instead];
  }
  return ['Run it at a terminal, with neither input nor error output redirected.', ...instead];
}

/** The person was asked and did not say yes. */
export function declined(judgement: Judgement): Message {
  return {
    code: 'declined',
    level: 'error',
    what: errors.declined.what,
    exit: errors.declined.exit,
    command: commandOf(judgement.invocation),
    state: errors.declined.state,
  };
}
