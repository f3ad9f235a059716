import { closedRunners, tellingVariables } from '../../policy/evidence.ts';
import type { Host } from '../host.ts';
import { escapeDeceptive } from '../secrets/clean.ts';
import { isHere } from '../target/hosts.ts';
import type { Evidence, Target } from '../types.ts';
import { type Ancestor, ancestorsOf } from './ancestors.ts';
import { isDeclared } from './is-declared.ts';
import { judgeVariables } from './judge-variables.ts';

/** What is known of the place from around the line: what it was not handed. */
export interface Around {
  /** Of variables that a process above has, and this one has not. */
  readonly withheld: readonly Evidence[];
  /** A runner keeps variables back, and nobody can see which: the place of a target of which nothing was said is not known. */
  readonly hidden: Evidence | undefined;
}

export const nothingAround: Around = { withheld: [], hidden: undefined };

/** Reads the processes above, as far as no person may have come in between. */
export function lookAround(host: Host): Around {
  const near = ancestorsOf(host).filter(({ isApart }) => !isApart);
  return { withheld: judgeWithheld(host, near), hidden: judgeRunner(host, near) };
}

/** The nearest that has a variable decides what it is. What is mild counts only where it was handed on. */
function judgeWithheld({ env }: Host, near: readonly Ancestor[]): Evidence[] {
  const from = new Map<string, Ancestor>();
  const found: Record<string, string | undefined> = {};
  for (const name of tellingVariables) {
    if (env[name]) {
      found[name] = env[name];
      continue;
    }
    const ancestor = near.find((each) => each.env?.[name]);
    if (ancestor === undefined) continue;
    from.set(`variable ${name}`, ancestor);
    found[name] = ancestor.env?.[name];
  }
  const own = judgeVariables(env).map(({ why }) => why);
  return judgeVariables(found).flatMap((evidence) => {
    // Another variable that is kept back may be what gives this one its meaning.
    const [ancestor] = [from.get(evidence.from), ...from.values()].filter((each) => each !== undefined);
    const isMild = evidence.says === 'development' || evidence.says === 'test';
    if (ancestor === undefined || isMild || own.includes(evidence.why)) return [];
    const who = `${escapeDeceptive(ancestor.name)} (process ${ancestor.pid})`;
    return [{ ...evidence, why: `${evidence.why} So it is for ${who}, which has not handed it on.` }];
  });
}

function judgeRunner(host: Host, near: readonly Ancestor[]): Evidence | undefined {
  const seen = closedRunners.find(({ reads }) => host.env[reads] || near.some(({ env }) => env?.[reads]));
  const isHidden = near.length === 0 ? host.platform !== 'linux' : near.some(({ env }) => env === undefined);
  if (seen === undefined || !isHidden) return undefined;
  const why = `${seen.runner} runs this and hands on declared variables only, and those that it has itself cannot be read.`;
  return { says: 'unknown', from: 'runner', why };
}

/** Where somebody has said what the target is, that decides; and what is on this machine is seen without any variable. */
export function hiddenFor({ hidden }: Around, { identity }: Target, said: readonly Evidence[]): readonly Evidence[] {
  if (hidden === undefined || isDeclared(said)) return [];
  return isHere(identity) ? [] : [hidden];
}
