import { isProtected } from '../../policy/matrix.ts';
import { quoteArgv } from '../secrets/quote.ts';
import { redactArgv } from '../secrets/redact.ts';
import type { Invocation, Judgement, Target } from '../types.ts';
import { rewritesOf, stakeFacts } from './stake.ts';

type Fact = readonly [name: string, value: string];

/** `prisma db push --force-reset`, for people. */
export function commandOf(invocation: Invocation): string {
  return quoteArgv([invocation.program, ...redactArgv(invocation.argv)]);
}

/** Why, without what the command does: that stands under the command line already. */
export function reasonsOf({ classification, decision }: Judgement): string[] {
  return decision.because.filter((reason) => !reason.endsWith(`: ${classification.effect}`));
}

/** What to do in its place, as far as that is no danger in this one. */
export function adviceOf(judgement: Judgement): string[] {
  const { classification, environment } = judgement;
  const isOwn = !isProtected(environment.name);
  const general = classification.instead.flatMap((advice) =>
    typeof advice === 'string' ? advice : isOwn ? advice.own : [],
  );
  return [...rewritesOf(judgement), ...general];
}

/** Which databases, where they are, and what they would lose. */
export function factsOf(judgement: Judgement): Fact[] {
  const facts: Fact[] = (judgement.resolution?.targets ?? []).map(describe);
  const problem = judgement.resolution?.problem;
  if (problem !== undefined) facts.push(['database', `not known: ${problem}`]);
  return [...facts, ['environment', environmentOf(judgement)], ...stakeFacts(judgement)];
}

export function environmentOf({ environment }: Judgement): string {
  return environment.name === 'unknown' ? 'unknown, so judged as production' : environment.name;
}

const names = { main: 'database', shadow: 'shadow', neighbour: 'touched too' } as const;

function describe(target: Target): Fact {
  return [names[target.role], `${target.label} (from ${target.source})`];
}
