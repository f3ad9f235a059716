import { isProtected } from '../../policy/matrix.ts';
import { quoteArgv } from '../secrets/quote.ts';
import { redactArgv } from '../secrets/redact.ts';
import type { Invocation, Judgement, Target } from '../types.ts';
import { rewritesOf, stakeFacts } from './stake.ts';
import { formatBytes, formatCount } from './units.ts';

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
  return [...facts, ...heldIn(judgement), ['environment', environmentOf(judgement)], ...stakeFacts(judgement)];
}

/** Of a line whose SQL nobody has read: all of it is at stake. By what the server has counted itself. */
function heldIn({ classification, resolution, stake }: Judgement): Fact[] {
  if (classification.risk === 'none' || stake !== undefined) return [];
  return (resolution?.targets ?? []).flatMap(({ look }): Fact[] => {
    const { rows, tables, bytes } = look?.signs ?? {};
    const number = new Intl.NumberFormat('en');
    const parts = [
      ...(rows ? [`about ${number.format(rows)} rows${tables ? ` in ${formatCount(tables, 'table')}` : ''}`] : []),
      ...(bytes ? [formatBytes(bytes)] : []),
    ];
    return parts.length === 0 ? [] : [['it holds', parts.join(', ')]];
  });
}

export function environmentOf({ environment }: Judgement): string {
  return environment.name === 'unknown' ? 'unknown, so judged as production' : environment.name;
}

const names = { main: 'database', shadow: 'shadow', neighbour: 'touched too' } as const;

function describe(target: Target): Fact {
  return [names[target.role], `${target.label} (from ${target.source})`];
}
