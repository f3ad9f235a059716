import type { Policy } from '../policy/policy.ts';
import type { Environment, EnvironmentName, Evidence, Resolution, Target } from '../types.ts';
import { judgeHost, judgeNames } from './judge-place.ts';
import { judgeVariables } from './judge-variables.ts';
import { strictest } from './strictest.ts';

/** What its place, its names and the owner's policy say of a target. The variables are judged apart. */
export function judgeTarget(target: Target, policy: Policy): Evidence[] {
  const host = judgeHost(target);
  const names = judgeNames(target);
  const named = policy.environments.filter((line) => line.target === target.label);
  const said = named.map(
    ({ is }): Evidence => ({ says: is, from: 'policy', why: `The policy says that ${target.label} is ${is}.` }),
  );
  // The owner's word on exactly this database counts more than what its address looks like.
  if (said.length > 0) return said;
  if (policy.disposable.includes(target.label)) {
    const why = `The policy says that the loss of ${target.label} is no loss.`;
    return [{ says: 'test', from: 'policy', why }, ...names];
  }
  return [...host, ...names];
}

export function unresolved(problem: string): Evidence {
  return { says: 'unknown', from: 'target', why: `It is not known which database this would reach: ${problem}` };
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Everything together, for a whole run: each target by itself, then the strictest of them. `handed`: variables that Prisma has
 * read since from a file; they make a place stricter, and never milder than `env` says.
 */
export function judge(env: Variables, resolution: Resolution, policy: Policy, handed: Variables = {}): Environment {
  const said = judgeVariables(env);
  const more = judgeVariables(handed).filter(({ why }) => !said.some((known) => known.why === why));
  const variables = [...said, ...more];
  const each = resolution.targets.map((target) => strictest([...variables, ...judgeTarget(target, policy)]));
  if (resolution.problem !== undefined) each.push(strictest([...variables, unresolved(resolution.problem)]));
  if (each.length === 0) each.push(strictest(variables));
  const evidence = [...new Set(each.flatMap((environment) => environment.evidence))];
  const name = strictest(each.map((environment) => ({ says: environment.name, from: '', why: '' }))).name;
  return { name: each.every((environment) => environment.name === 'test') ? 'test' : notTest(name), evidence };
}

/** One disposable database does not make its neighbour one. */
function notTest(name: EnvironmentName): EnvironmentName {
  return name === 'test' ? 'development' : name;
}
