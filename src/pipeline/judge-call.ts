/** What a call of Prisma to its engine may do, to which database, in which place, and what the matrix says of that. */
import { grammars } from '../../policy/grammar/index.ts';
import type { DescribedCall } from '../channel/descriptor.ts';
import type { Host } from '../host.ts';
import { parse } from '../parse/parse.ts';
import { createTarget } from '../target/target.ts';
import type { Invocation, Judgement, Resolution, SqlFinding, Target } from '../types.ts';
import { judgeRead } from './judge-at.ts';
import { type Place, placeOf } from './resolve.ts';
import type { Run } from './run.ts';

const source = 'what Prisma told its engine';

type Around = Pick<Run, 'host' | 'cli' | 'policy' | 'looker'>;

/** Where the call would do it. A database that cannot be told counts as production. */
export async function placeOfCall({ host, policy, looker }: Around, call: DescribedCall): Promise<Place> {
  const known = { policy, handed: call.env, written: () => call.written };
  return placeOf(host, looker, call.classification, resolutionOf(targetsOf(host, call)), known);
}

/** `line`: what was typed, as far as that is known. `finding`: what its SQL comes to, where that was read. */
export function judgeCall(
  { host, cli, policy }: Around,
  call: DescribedCall,
  line: Pick<Invocation, 'program' | 'argv'>,
  place: Place,
  finding?: SqlFinding,
): Judgement {
  const invocation: Invocation = {
    program: line.program,
    major: undefined,
    argv: line.argv,
    command: call.method,
    options: {},
    operands: [],
    config: undefined,
    reading: 'runs',
    problem: undefined,
  };
  // What is forbidden is a line: a gate by itself knows it only by what was typed.
  const typed = parse(line.program, cli.major, line.argv, grammars);
  return judgeRead(host, policy, { invocation, classification: call.classification, typed }, place, finding);
}

export interface CallTargets {
  readonly main: Target | undefined;
  readonly shadow: Target | undefined;
  /** That its SQL names. */
  readonly neighbours: readonly Target[];
  readonly problem: string | undefined;
  readonly isElsewhere: boolean;
}

export function resolutionOf({ main, shadow, neighbours, problem, isElsewhere }: CallTargets): Resolution {
  const targets = [main, shadow].filter((target) => target !== undefined);
  return { targets: [...targets, ...neighbours], problem, isElsewhere };
}

/** Those that the call names. One whose URL cannot be read is the `problem`. */
export function targetsOf(host: Host, call: DescribedCall): CallTargets {
  const found: Target[] = [];
  let problem = call.problem;
  for (const role of ['main', 'shadow'] as const) {
    const url = call[role];
    if (url === undefined) continue;
    try {
      found.push(createTarget(host, url, role, source, call.base));
    } catch {
      // The words of the error may hold the URL.
      problem = 'what Prisma told its engine about it cannot be read.';
    }
  }
  const [main, shadow] = (['main', 'shadow'] as const).map((role) => found.find((target) => target.role === role));
  const { neighbours, untold } = neighboursOf(host, call);
  const isElsewhere = problem === undefined && untold !== undefined;
  if (isElsewhere) problem = `its SQL touches another one than it is sent to, by ${untold}.`;
  return { main, shadow, neighbours, problem, isElsewhere };
}

function neighboursOf(host: Host, { neighbours: { named, untold }, base }: DescribedCall) {
  try {
    const neighbours = named.map(({ url, ...rest }): Target => {
      return { ...createTarget(host, url, 'neighbour', 'what its SQL names', base), named: rest };
    });
    return { neighbours, untold };
  } catch {
    return { neighbours: [], untold: untold ?? 'a name that cannot be read' };
  }
}
