import { errors } from '../errors/codes.ts';
import type { Judgement } from '../types.ts';
import { adviceOf, commandOf, factsOf, reasonsOf } from './judgement.ts';
import type { Message } from './message.ts';
import { forPipelines } from './pipelines.ts';
import { rewritesOf } from './stake.ts';

/**
 * Nobody could be asked. `request`: an id by which the person and the asker can talk about this one run. `why`: why what is set in
 * place of an answer is none.
 */
export function needsPerson(judgement: Judgement, request: string, why?: string): Message {
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
    because: [...(why === undefined ? [] : [why]), ...reasonsOf(judgement)],
    next: { title: agent ? 'What to do now' : 'What to do', steps: stepsFor(judgement, request) },
    state: errors['approval-needed'].state,
  };
}

function stepsFor(judgement: Judgement, request: string): string[] {
  const { actor } = judgement;
  if (actor.kind === 'agent') {
    return [
      'Do not run it again, and do not reach the same end with another command, script or file.',
      `Tell the person you work for what you wanted to do and why, show them this message, and name request ${request}.`,
      ...rewritesOf(judgement).map((rewrite) => `Tell them this as well. ${rewrite}`),
      'Wait for their answer. If they agree, they run the command themselves, at their own terminal.',
    ];
  }
  return [
    ...forPipelines(judgement),
    actor.kind === 'ci'
      ? 'Anything else is for a person, who is shown the plan and answers it.'
      : `Only a person may answer this: show them this message, and name request ${request}. They are shown the plan, and answer it.`,
    ...adviceOf(judgement).map((step) => `Safer: ${step}`),
  ];
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
