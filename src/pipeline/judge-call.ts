/** What a call of Prisma to its engine may do, to which database, in which place, and what the matrix says of that. */
import { matrix } from '../../policy/matrix.ts';
import type { DescribedCall } from '../channel/descriptor.ts';
import { raise } from '../classify/raise.ts';
import { decide } from '../decide/decide.ts';
import { identifyActor } from '../environment/actor.ts';
import { judge } from '../environment/judge.ts';
import type { Host } from '../host.ts';
import type { Policy } from '../policy/policy.ts';
import { sameDatabase } from '../target/identity.ts';
import { createTarget } from '../target/target.ts';
import type { Invocation, Judgement, Resolution, Target } from '../types.ts';

const source = 'what Prisma told its engine';

/** `line`: what was typed, as far as that is known. A database that cannot be told counts as production. */
export function judgeCall(
  host: Host,
  policy: Policy,
  call: DescribedCall,
  line: Pick<Invocation, 'program' | 'argv'>,
): Judgement {
  const { main, shadow, problem } = targetsOf(host, call);
  const reached = [call.classification.reach === 'shadow' ? undefined : main, shadow];
  const resolution: Resolution = { targets: reached.filter((target) => target !== undefined), problem };
  const shadowIsMain = main !== undefined && shadow !== undefined && sameDatabase(main.identity, shadow.identity);
  const classification = raise(call.classification, { shadowIsMain, resolution });
  const environment = judge(host.env, resolution, policy, call.env);
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
  const decision = decide(classification, environment, matrix);
  return { invocation, classification, resolution, environment, actor: identifyActor(host), decision };
}

export interface CallTargets {
  readonly main: Target | undefined;
  readonly shadow: Target | undefined;
  readonly problem: string | undefined;
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
  return { main, shadow, problem };
}
