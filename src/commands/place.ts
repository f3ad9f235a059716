/** Where a command works: the project's policy and the database that its Prisma would use. */

import { identifyActor } from '../environment/actor.ts';
import { judge } from '../environment/judge.ts';
import { lookAround } from '../environment/judge-around.ts';
import { withOtherNames } from '../environment/other-names.ts';
import { recollect } from '../environment/recollect.ts';
import type { ErrorCode } from '../errors/codes.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { loadPolicy } from '../policy/load.ts';
import type { Policy } from '../policy/policy.ts';
import { locate } from '../project/locate.ts';
import { findProjectRoot } from '../project/root.ts';
import { createLooker, lookAtAll } from '../target/look.ts';
import { resolveTargets } from '../target/targets.ts';
import type { Actor, Environment, Invocation, RealCli, Target } from '../types.ts';
import type { Call } from './command.ts';

export interface Place {
  readonly policy: Policy;
  readonly cli: RealCli;
  readonly actor: Actor;
  readonly environment: Environment;
  readonly target: Target | undefined;
  /** Why there is no target; a sentence without secrets. */
  readonly problem: string | undefined;
}

export async function findPolicy(host: Host): Promise<Policy> {
  return loadPolicy(host, findProjectRoot(host));
}

/** Throws `cli-missing` and `policy-invalid`. A target that cannot be found out is the `problem`. */
export async function findPlace(host: Host, options: Call['options']): Promise<Place> {
  return findPlaceUnder(host, options, await findPolicy(host));
}

/** The same under a policy that was read already. */
export async function findPlaceUnder(host: Host, options: Call['options'], policy: Policy): Promise<Place> {
  const cli = locate(host, 'prisma');
  const named = await resolveTargets(host, cli, invocationFor(cli, options));
  const memory = recollect(host);
  const resolution = withOtherNames(host, await lookAtAll(createLooker(host), named), policy, memory);
  const target = resolution.targets.find(({ role }) => role === 'main');
  return {
    policy,
    cli,
    actor: identifyActor(host),
    environment: judge(host.env, resolution, policy, resolution.handed, lookAround(host), memory),
    target,
    problem: target ? undefined : (resolution.problem ?? 'No database is configured here.'),
  };
}

/** `code`: of the error where no database could be found. */
export function needTarget({ target, problem }: Place, code: ErrorCode): Target {
  if (target) return target;
  throw new InterlockError(code, {
    why: problem ?? 'No database is configured here.',
    next: ['Run this where `prisma migrate status` works, or name the schema: --schema <path>, --config <path>.'],
  });
}

/** A command of Prisma's that uses the project's own database and nothing else. */
function invocationFor(cli: RealCli, options: Call['options']): Invocation {
  const schema = typeof options.schema === 'string' ? options.schema : undefined;
  const config = typeof options.config === 'string' ? options.config : undefined;
  return {
    program: 'prisma',
    major: cli.major,
    argv: [],
    command: cli.major === 8 ? 'db verify' : 'migrate deploy',
    options: { ...(schema && { schema: [schema] }), ...(config && { config: [config] }) },
    operands: [],
    config,
    reading: 'runs',
    problem: undefined,
  };
}
