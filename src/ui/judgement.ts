import { quoteArgv } from '../secrets/quote.ts';
import { redactArgv } from '../secrets/redact.ts';
import type { Invocation, Judgement, Target } from '../types.ts';

type Fact = readonly [name: string, value: string];

/** `prisma db push --force-reset`, for people. */
export function commandOf(invocation: Invocation): string {
  return quoteArgv([invocation.program, ...redactArgv(invocation.argv)]);
}

/** Why, without what the command does: that stands under the command line already. */
export function reasonsOf({ classification, decision }: Judgement): string[] {
  return decision.because.filter((reason) => !reason.endsWith(`: ${classification.effect}`));
}

/** Which databases, where they are. */
export function factsOf(judgement: Judgement): Fact[] {
  const facts: Fact[] = (judgement.resolution?.targets ?? []).map(describe);
  const problem = judgement.resolution?.problem;
  if (problem !== undefined) facts.push(['database', `not known: ${problem}`]);
  facts.push(['environment', environmentOf(judgement)]);
  return facts;
}

export function environmentOf({ environment }: Judgement): string {
  return environment.name === 'unknown' ? 'unknown, so judged as production' : environment.name;
}

function describe(target: Target): Fact {
  return [target.role === 'shadow' ? 'shadow' : 'database', `${target.label} (from ${target.source})`];
}
