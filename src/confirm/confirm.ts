import type { Host } from '../host.ts';
import type { Actor, Confirmation, ConfirmationKind, Judgement } from '../types.ts';
import { labelsOf } from '../ui/labels-of.ts';
import type { Message } from '../ui/message.ts';
import { type Lasting, plan } from '../ui/plan.ts';
import { print } from '../ui/print.ts';
import { askWord, askYes } from './ask.ts';
import { isSomebodyThere } from './terminal.ts';
import { answerByVariable } from './variable.ts';

const phrase = 'DESTROY_DATA';

/** What somebody is to agree to. */
export interface Undertaking {
  readonly actor: Actor;
  readonly confirm: ConfirmationKind;
  readonly plan: Message;
  readonly question: string;
  /** What is typed where the name is asked for as well. */
  readonly labels: readonly string[];
  /** Asked between the yes and the name. */
  readonly also?: (host: Host) => Promise<boolean>;
}

/**
 * Asks for what the decision demands. The plan is shown first. An agent is never asked; where nobody can be,
 * a variable may answer for a `change`. No option of Prisma's own counts as an answer. `obstacles`: what would not come back.
 */
export async function confirm(
  host: Host,
  judgement: Judgement,
  obstacles: readonly Lasting[] = [],
): Promise<Confirmation> {
  const { decision, actor } = judgement;
  if (decision.verdict === 'block') return { given: false, how: 'refused' };
  if (decision.verdict === 'allow' && decision.confirm === 'none') return { given: true, how: 'not needed' };
  const labels = labelsOf(judgement.resolution);
  const { confirm: kind } = decision;
  const asked = { actor, confirm: kind, plan: plan(judgement, obstacles), question: 'Run it?', labels };
  const confirmation = await confirmPlan(host, asked);
  if (confirmation.given || confirmation.how !== 'nobody to ask') return confirmation;
  const answer = answerByVariable(host, judgement);
  return answer === 'named' ? { given: true, how: 'variable' } : { ...confirmation, ...answer };
}

/** Shows the plan and asks, for a line, a call and a restore alike. */
export async function confirmPlan(host: Host, undertaking: Undertaking): Promise<Confirmation> {
  const { actor } = undertaking;
  if (actor.kind === 'agent') return { given: false, how: 'agent' };
  if (!isSomebodyThere(host, actor)) return { given: false, how: 'nobody to ask' };
  print(host, undertaking.plan);
  const given = await askFor(host, undertaking);
  return given ? { given, how: 'typed' } : { given, how: 'refused' };
}

async function askFor(host: Host, { confirm: kind, question, labels, also }: Undertaking): Promise<boolean> {
  if (kind === 'phrase') return isTyped(host, phrase);
  if (!(await askYes(host, question))) return false;
  if (also && !(await also(host))) return false;
  if (kind !== 'twice' && kind !== 'thrice') return true;
  // A database that could not be found out has no name to type.
  for (const word of labels.length > 0 ? labels : [phrase]) {
    if (!(await isTyped(host, word))) return false;
  }
  return kind === 'twice' || isTyped(host, phrase);
}

async function isTyped(host: Host, word: string): Promise<boolean> {
  return askWord(host, `Type ${word} to go on`, word);
}
