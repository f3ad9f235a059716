import { errors } from '../errors/codes.ts';
import type { Judgement } from '../types.ts';
import { adviceOf, commandOf, factsOf, reasonsOf } from './judgement.ts';
import type { Message } from './message.ts';
import { forPipelines } from './pipelines.ts';

/** A verdict of `block`. This is on the path that must start fast: it loads nothing but text. */
export function refusal(judgement: Judgement): Message {
  const { invocation, classification, environment } = judgement;
  const place = environment.name === 'unknown' ? 'a place that may be production' : environment.name;
  const wrongShadow = 'This would empty a database that is no shadow database, so it is blocked.';
  const what = {
    none: `This command is blocked in ${place}.`,
    change: `This command can change a database, and is blocked in ${place}.`,
    destroy: `This command destroys data, and is blocked in ${place}.`,
    unknown: `Nobody can tell what this command would do, so it is blocked in ${place}.`,
  }[classification.risk];
  return {
    code: 'blocked',
    level: 'error',
    what: classification.isRefused ? wrongShadow : what,
    exit: errors.blocked.exit,
    command: commandOf(invocation),
    effect: classification.effect,
    facts: factsOf(judgement),
    because: reasonsOf(judgement),
    next: { title: 'Instead', steps: [...forPipelines(judgement), ...adviceOf(judgement)] },
    state: errors.blocked.state,
  };
}
