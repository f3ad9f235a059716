import { nothingKnown } from '../known/entry.ts';
import type { Policy } from '../policy/policy.ts';
import { fitOf } from '../target/name.ts';
import type { Environment, EnvironmentName, Evidence, Resolution, Target } from '../types.ts';
import { hiddenFor, nothingAround } from './judge-around.ts';
import { hasBeenMore, judgeMemory, type Remembered } from './judge-memory.ts';
import { judgeHost, judgeNames } from './judge-place.ts';
import { judgeSigns, usualRows } from './judge-signs.ts';
import { judgeStamp } from './judge-stamp.ts';
import { judgeVariables } from './judge-variables.ts';
import { strictest } from './strictest.ts';

/** What its place, its names, the owner's policy and its stamp say of a target. The variables are judged apart. */
export function judgeTarget(target: Target, policy: Policy): Evidence[] {
  const host = judgeHost(target);
  const names = judgeNames(target);
  const said = policy.environments.flatMap(({ target: name, is, isGuess, wasUntil }): Said[] => {
    const fit = fitOf(name, target);
    if (fit === undefined) return [];
    const isSure = fit === 'exact' && !isGuess;
    const of = wasUntil === undefined ? 'say' : `said until ${wasUntil}`;
    const why =
      fit === 'exact' && (isSure || wasUntil !== undefined)
        ? `Its owners ${of} that ${target.label} is ${is}.`
        : `Its owners ${of} that a database of a name like ${target.label} is ${is}.`;
    return [{ isSure, evidence: { says: is, from: 'policy', why } }];
  });
  const also = policy.environments
    .filter(({ target: name }) => fitOf(name, target) === undefined && target.also?.includes(name))
    .map(({ target: name, is, wasUntil }): Evidence => {
      const of = wasUntil === undefined ? 'say' : `said until ${wasUntil}`;
      const why = `Its owners ${of} that ${name} is ${is}, and ${target.label} is the same database.`;
      return { says: is, from: 'policy', why };
    });
  // The owner's word on exactly this database counts more than what its address looks like.
  const isDisposable = policy.disposable.some((name) => fitOf(name, target) === 'exact');
  const stamp = judgeStamp(target, isDisposable);
  if (said.some(({ isSure }) => isSure)) return [...said.map(({ evidence }) => evidence), ...also, ...stamp.evidence];
  if (said.length === 0 && isDisposable) {
    const why = `Its owners say that the loss of ${target.label} is no loss.`;
    return [{ says: 'test', from: 'policy', why }, ...also, ...names, ...stamp.evidence];
  }
  const others = stamp.isExact ? exactly(stamp.evidence, names) : [...host, ...names, ...stamp.evidence];
  const words = [...said.map(({ evidence }) => evidence), ...also];
  return [...words.flatMap((word) => asStricter(word, others)), ...others];
}

/** As with the policy: what is disposable is so unless its name speaks of more. */
function exactly(stamp: readonly Evidence[], names: readonly Evidence[]): Evidence[] {
  return stamp.some(({ says }) => says === 'test') ? [...stamp, ...names] : [...stamp];
}

/** A word that may be meant for it makes it stricter, and no milder than a place of which nothing is known. */
function asStricter(word: Evidence, others: readonly Evidence[]): Evidence[] {
  if (word.says === 'development') return [];
  return word.says === 'staging' && others.length === 0 ? [{ ...word, says: 'unknown' }] : [word];
}

interface Said {
  /** It speaks of this database and no other. */
  readonly isSure: boolean;
  readonly evidence: Evidence;
}

export function unresolved(problem: string): Evidence {
  return { says: 'unknown', from: 'target', why: `It is not known which database this would reach: ${problem}` };
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Everything together, for a whole run: each target by itself, then the strictest of them. `handed`: variables that Prisma has
 * read since from a file; they make a place stricter, and never milder than `env` says. `around`: what the line was not handed.
 * `memory`: what this machine remembers.
 */
export function judge(
  env: Variables,
  resolution: Resolution,
  policy: Policy,
  handed: Variables = {},
  around = nothingAround,
  memory: Remembered = nothingKnown,
): Environment {
  const variables = [...judgeAllVariables(env, handed), ...around.withheld];
  const each = resolution.targets.map((target) => {
    const own = judgeMemory(target, judgeTarget(target, policy), memory);
    const signs = judgeSigns(target, own, policy.undeclaredRows ?? usualRows);
    return strictest([...variables, ...own, ...signs, ...hiddenFor(around, target, own)]);
  });
  if (resolution.problem !== undefined) each.push(strictest([...variables, unresolved(resolution.problem)]));
  if (each.length === 0) each.push(strictest(variables));
  const evidence = [...new Set(each.flatMap((environment) => environment.evidence))];
  const name = strictest(each.map((environment) => ({ says: environment.name, from: '', why: '' }))).name;
  if (!each.every((environment) => environment.name === 'test')) return { name: notTest(name), evidence };
  return { name: 'test', evidence, ...(hasBeenMore(resolution.targets, memory) && { hasBeenMore: true }) };
}

/** `handed`: what Prisma has read since from a file. */
export function judgeAllVariables(env: Variables, handed: Variables): Evidence[] {
  const said = judgeVariables(env);
  return [...said, ...judgeVariables(handed).filter(({ why }) => !said.some((known) => known.why === why))];
}

/** One disposable database does not make its neighbour one. */
function notTest(name: EnvironmentName): EnvironmentName {
  return name === 'test' ? 'development' : name;
}
