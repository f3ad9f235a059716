import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import { loadPolicy, mergePolicies } from '../../policy/load.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Unseen } from '../../policy/unseen.ts';
import type { Past } from '../../policy/until.ts';
import { fitOf } from '../../target/name.ts';
import type { Environment, Target } from '../../types.ts';
import type { Check } from '../diagnosis.ts';

/** The policy as far as it can be read; the defaults where it is broken, which the check says. */
export async function checkPolicy(host: Host, root: string): Promise<{ policy: Policy; check: Check }> {
  try {
    const policy = await loadPolicy(host, root);
    const says =
      policy.files.length > 0 ? `valid: ${policy.files.join(', ')}` : 'the defaults; no policy file is there';
    return { policy, check: { id: 'policy', level: 'ok', says, fix: [] } };
  } catch (error) {
    if (!(error instanceof InterlockError)) throw error;
    const check = {
      id: 'policy',
      level: 'fail',
      says: `not valid, so nothing risky runs: ${error.why}`,
      fix: error.next,
    } as const;
    return { policy: mergePolicies([], root), check };
  }
}

/** Whether the owners said what the database is, or it is only guessed. */
export function checkNamed(
  target: Target | undefined,
  problem: string | undefined,
  policy: Policy,
  place: Environment,
): Check {
  const id = 'environment';
  if (target === undefined) {
    const says = `the database is not known: ${problem ?? 'none is configured here'}`;
    return { id, level: 'warn', says, fix: ['see that `prisma migrate status` works here'] };
  }
  const { label } = target;
  const names = [
    ...policy.environments.filter(({ wasUntil }) => !wasUntil).map((line) => line.target),
    ...policy.disposable,
  ];
  const isNamed = names.some((name) => fitOf(name, target) !== undefined || target.also?.includes(name) === true);
  if (isNamed) return { id, level: 'ok', says: `${label} is ${place.name}, as the policy says`, fix: [] };
  const because = place.evidence.map(({ why }) => why).join(' ');
  const judged = place.name === 'unknown' ? 'judged as production, for nobody says what it is' : `judged ${place.name}`;
  const says = `${label} is ${judged}${because === '' ? '' : `: ${because}`}`;
  const isGuess = place.name === 'unknown';
  const fix = [`name it in prisma-interlock.json: "environments": { ${JSON.stringify(label)}: "production" }`];
  return { id, level: isGuess ? 'warn' : 'ok', says, fix: isGuess ? fix : [] };
}

/** Names in the policy that nobody hears. */
export function checkHeard(unseen: readonly Unseen[]): Check[] {
  const fix = [
    '`prisma-interlock status` shows the name of the database that is used here; a line for one that is gone can go',
  ];
  return unseen.map(({ says }) => ({ id: 'policy-names', level: 'warn', says, fix }));
}

/** Exceptions whose day is over. */
export function checkPast(past: readonly Past[]): Check[] {
  const fix = ['a line that is over can go; whoever still needs it says so anew, with a new day'];
  return past.map(({ says }) => ({ id: 'policy-days', level: 'warn', says, fix }));
}
