import { judge } from '../environment/judge.ts';
import { judgeVariables } from '../environment/judge-variables.ts';
import { strictest } from '../environment/strictest.ts';
import type { Host } from '../host.ts';
import type { Policy } from '../policy/policy.ts';
import { sameDatabase } from '../target/identity.ts';
import { resolveTargets } from '../target/targets.ts';
import type { Classification, Environment, Invocation, RealCli, Resolution } from '../types.ts';

export interface Place {
  readonly resolution: Resolution;
  readonly environment: Environment;
  /** The shadow database, which gets wiped, and the main one are the same. */
  readonly shadowIsMain: boolean;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Words that may choose another database, on a line that nobody can read. */
const choosesDatabase = /:\/\/|^-.*(url|config|schema|database|datasource)/i;

/** Which databases the command would reach, and what kind of place that is. */
export async function resolve(
  host: Host,
  cli: RealCli,
  invocation: Invocation,
  classification: Classification,
  policy: Policy,
): Promise<Place> {
  if (classification.reach === 'local') {
    const why = 'It reaches only databases of this machine that Prisma itself runs.';
    const evidence = [...judgeVariables(host.env), { says: 'development', from: 'command', why } as const];
    return { resolution: { targets: [], problem: undefined }, environment: strictest(evidence), shadowIsMain: false };
  }
  return placeOf(host.env, classification, await findTargets(host, cli, invocation, classification), policy);
}

/** The same for targets that were found. `handed`: variables that Prisma has handed to its engine, its `.env` among them. */
export function placeOf(
  env: Variables,
  classification: Classification,
  found: Resolution,
  policy: Policy,
  handed: Variables = {},
): Place {
  const main = found.targets.find(({ role }) => role === 'main');
  const shadow = found.targets.find(({ role }) => role === 'shadow');
  const reached =
    classification.reach === 'shadow' ? found.targets.filter(({ role }) => role === 'shadow') : found.targets;
  const resolution = { targets: reached, problem: found.problem };
  return {
    resolution,
    environment: judge(env, resolution, policy, handed),
    shadowIsMain: main !== undefined && shadow !== undefined && sameDatabase(main.identity, shadow.identity),
  };
}

async function findTargets(
  host: Host,
  cli: RealCli,
  invocation: Invocation,
  classification: Classification,
): Promise<Resolution> {
  if (classification.reach === 'cloud') return { targets: [], problem: 'it reaches the Prisma platform.' };
  if (invocation.reading !== 'unreadable') return resolveTargets(host, cli, invocation);
  if (invocation.program === 'dropdb' || invocation.argv.some((word) => choosesDatabase.test(word))) {
    return { targets: [], problem: 'the command line is not understood.' };
  }
  // Without such a word Prisma would take the database of the project.
  return resolveTargets(host, cli, { ...invocation, reading: 'runs', command: '', options: {}, operands: [] });
}
