import { redactArgv } from '../redact.ts';
import type { Actor, Classification, Decision, Environment, Invocation, Resolution, Target } from '../types.ts';
import { quoteArgv } from './quote.ts';

/** All that the steps up to `decide` found out about one command line. */
export interface Judgement {
  readonly invocation: Invocation;
  readonly classification: Classification;
  /** Undefined where the verdict was sure before a target was looked for. */
  readonly resolution: Resolution | undefined;
  readonly environment: Environment;
  readonly actor: Actor;
  readonly decision: Decision;
}

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
