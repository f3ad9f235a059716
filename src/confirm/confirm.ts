import type { Host } from '../host.ts';
import type { Confirmation, ConfirmationKind, Judgement } from '../types.ts';
import { plan } from '../ui/plan.ts';
import { print } from '../ui/print.ts';
import { askText, askYes } from './ask.ts';
import { canAsk } from './terminal.ts';
import { isNamedBy } from './variable.ts';

const phrase = 'DESTROY_DATA';

/**
 * Asks for what the decision demands. The plan is shown first. An agent is never asked; where nobody can be,
 * a variable may answer for a `change`. No option of Prisma's own counts as an answer.
 */
export async function confirm(host: Host, judgement: Judgement): Promise<Confirmation> {
  const { decision, actor } = judgement;
  if (decision.verdict === 'block') return { given: false, how: 'refused' };
  if (decision.verdict === 'allow' && decision.confirm === 'none') return { given: true, how: 'not needed' };
  if (actor.kind === 'agent') return { given: false, how: 'agent' };
  if (actor.kind === 'ci' || !actor.terminal || !canAsk(host)) {
    return answersByVariable(host, judgement)
      ? { given: true, how: 'variable' }
      : { given: false, how: 'nobody to ask' };
  }
  print(host, plan(judgement));
  const given = await askFor(host, decision.confirm, labelsOf(judgement));
  return given ? { given, how: 'typed' } : { given, how: 'refused' };
}

async function askFor(host: Host, kind: ConfirmationKind, labels: readonly string[]): Promise<boolean> {
  if (kind === 'yes') return askYes(host, 'Run it?');
  if (kind !== 'twice') return isTyped(host, phrase);
  if (!(await askYes(host, 'Run it?'))) return false;
  // A database that could not be found out has no name to type.
  for (const word of labels.length > 0 ? labels : [phrase]) {
    if (!(await isTyped(host, word))) return false;
  }
  return true;
}

async function isTyped(host: Host, word: string): Promise<boolean> {
  return (await askText(host, `Type ${word} to go on`)) === word;
}

function answersByVariable(host: Host, judgement: Judgement): boolean {
  const { classification, resolution } = judgement;
  if (classification.risk !== 'change' || resolution?.problem !== undefined) return false;
  return isNamedBy(host.env.PRISMA_INTERLOCK_CONFIRM, labelsOf(judgement));
}

function labelsOf({ resolution }: Judgement): string[] {
  return [...new Set((resolution?.targets ?? []).map((target) => target.label))];
}
