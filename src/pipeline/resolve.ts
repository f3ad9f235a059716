import { matrix } from '../../policy/matrix.ts';
import { decide } from '../decide/decide.ts';
import { judge, judgeAllVariables, judgeTarget } from '../environment/judge.ts';
import { lookAround } from '../environment/judge-around.ts';
import { judgeMemory } from '../environment/judge-memory.ts';
import { judgeVariables } from '../environment/judge-variables.ts';
import { withOtherNames } from '../environment/other-names.ts';
import { recollect, remember } from '../environment/recollect.ts';
import { strictest } from '../environment/strictest.ts';
import type { Host } from '../host.ts';
import type { Policy } from '../policy/policy.ts';
import { createLooker, type Looker, lookAtAll } from '../target/look.ts';
import { reachesElsewhere, touchedOf } from '../target/neighbours.ts';
import { resolveTargets } from '../target/targets.ts';
import type { Classification, Environment, Invocation, RealCli, Resolution, ShadowFinding, Target } from '../types.ts';
import { note } from '../ui/notes.ts';
import { print } from '../ui/print.ts';
import { lookAtShadow, writtenBy } from './look-at-shadow.ts';

export interface Place {
  readonly resolution: Resolution;
  readonly environment: Environment;
  /** What emptying the shadow database would cost; undefined where there is none, or it was not looked at. */
  readonly shadow: ShadowFinding | undefined;
  /** Why what was said of its databases is not remembered; a sentence. */
  readonly unremembered?: string | undefined;
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
  looker: Looker = createLooker(host),
): Promise<Place> {
  if (classification.reach === 'local') {
    const why = 'It reaches only databases of this machine that Prisma itself runs.';
    const evidence = [
      ...judgeVariables(host.env),
      ...lookAround(host).withheld,
      { says: 'development', from: 'command', why } as const,
    ];
    return { resolution: { targets: [], problem: undefined }, environment: strictest(evidence), shadow: undefined };
  }
  const found = await findTargets(host, cli, invocation, classification);
  const known = { policy, written: () => writtenBy(host, invocation) };
  const place = await placeOf(host, looker, classification, found, known);
  tellUnremembered(host, place);
  return place;
}

interface Known {
  readonly policy: Policy;
  /** Variables that Prisma has handed to its engine, its `.env` among them. */
  readonly handed?: Variables;
  /** Lower-case names of the tables that the migrations write rows of their own into. */
  readonly written: () => readonly string[];
}

/** The same for targets that were found. */
export async function placeOf(
  host: Host,
  looker: Looker,
  classification: Classification,
  named: Resolution,
  { policy, handed = {}, written }: Known,
): Promise<Place> {
  const { env } = host;
  const isHarmless = classification.risk === 'none' && !reachesElsewhere(named);
  const isSure = isHarmless || isBlockedAnyway(host, classification, handed);
  const memory = recollect(host);
  const found = isSure ? named : withOtherNames(host, touchedOf(await lookAtAll(looker, named)), policy, memory);
  const own = (target: Target) => judgeMemory(target, judgeTarget(target, policy), memory);
  const shadow = isSure ? undefined : await lookAtShadow(looker, found.targets, own, written);
  const reached = found.targets.filter(({ role }) => {
    if (role === 'main') return classification.reach !== 'shadow' && (isHarmless || classification.risk !== 'none');
    return role === 'neighbour' || shadow?.kind !== 'harmless';
  });
  const resolution = { ...found, targets: reached };
  const read = { ...found.handed, ...handed };
  const said = () => reached.map((target) => evidenceOf(target, policy, env, read));
  return {
    resolution,
    environment: judge(env, resolution, policy, read, lookAround(host), memory),
    // Where nothing was looked at nothing is decided by it either.
    unremembered: isSure ? undefined : remember(host, memory, said()),
    shadow,
  };
}

/** Without what is remembered. */
function evidenceOf(target: Target, policy: Policy, env: Variables, handed: Variables) {
  return { target, evidence: [...judgeAllVariables(env, handed), ...judgeTarget(target, policy)] };
}

export function tellUnremembered(host: Host, { unremembered }: Place): void {
  if (unremembered !== undefined) print(host, note('no-memory', unremembered));
}

/** No database makes this kinder, so none is looked at. What only empties a shadow database may have nothing to empty. */
export function isBlockedAnyway(host: Host, classification: Classification, handed: Variables = {}): boolean {
  if (classification.reach === 'shadow') return false;
  const environment = strictest([...judgeVariables(host.env), ...judgeVariables(handed)]);
  return environment.name === 'production' && decide(classification, environment, matrix).verdict === 'block';
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
