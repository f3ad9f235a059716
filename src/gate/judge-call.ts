/** What the call may do, to which database, in which place, and what the matrix says of that. */
import { matrix } from '../../policy/matrix.ts';
import { raise } from '../classify/raise.ts';
import { decide } from '../decide/decide.ts';
import { identifyActor } from '../environment/actor.ts';
import { judge } from '../environment/judge.ts';
import type { Host } from '../host.ts';
import { findProjectRoot, loadPolicy } from '../policy/load.ts';
import type { Policy } from '../policy/policy.ts';
import { sameDatabase } from '../target/identity.ts';
import { createTarget } from '../target/target.ts';
import type { Invocation, Judgement, Resolution, Target } from '../types.ts';
import { type DatabaseUrls, databaseUrls } from './database-urls.ts';
import { classifyCall, type EngineRequest, reachesShadow } from './describe-call.ts';
import type { EngineStart } from './engine-start.ts';
import { inCliFolder } from './terminal-host.ts';

/** Throws `policy-invalid`. A database that cannot be told is the resolution's `problem`, and counts as production. */
export async function judgeCall(
  engineHost: Host,
  start: EngineStart,
  request: EngineRequest,
): Promise<{ judgement: Judgement; policy: Policy }> {
  const host = inCliFolder(engineHost);
  const policy = await loadPolicy(host, findProjectRoot(host));
  const { urls, main, shadow, problem } = findTargets(engineHost, host, start, request);
  const classified = classifyCall(request, urls);
  const reached = [classified.reach === 'shadow' ? undefined : main, shadow].filter((target) => target !== undefined);
  const resolution: Resolution = { targets: reached, problem };
  const shadowIsMain = main !== undefined && shadow !== undefined && sameDatabase(main.identity, shadow.identity);
  const classification = raise(classified, { shadowIsMain, resolution });
  const environment = judge(host.env, resolution, policy);
  const decision = decide(classification, environment, matrix);
  const invocation = invocationOf(host, request);
  return {
    judgement: { invocation, classification, resolution, environment, actor: identifyActor(host), decision },
    policy,
  };
}

interface Found {
  readonly urls: DatabaseUrls;
  readonly main?: Target;
  readonly shadow?: Target;
  readonly problem: string | undefined;
}

function findTargets(engineHost: Host, host: Host, start: EngineStart, request: EngineRequest): Found {
  // The words of an error may hold the URL.
  const unread = 'what Prisma told its engine about it cannot be read.';
  try {
    const urls = databaseUrls(engineHost, start, request.params);
    const read = (url: string | undefined, role: Target['role']): Target | 'unread' | undefined => {
      try {
        return url ? createTarget(host, url, role, 'what Prisma told its engine', urls.base) : undefined;
      } catch {
        return 'unread';
      }
    };
    const [main, shadow] = [read(urls.main, 'main'), read(reachesShadow(request) ? urls.shadow : undefined, 'shadow')];
    const nothing = urls.main || urls.shadow ? undefined : 'Prisma named no database to its engine.';
    return {
      urls,
      ...(main && main !== 'unread' && { main }),
      ...(shadow && shadow !== 'unread' && { shadow }),
      problem: main === 'unread' || shadow === 'unread' ? unread : nothing,
    };
  } catch {
    // Whatever could not be read may name a shadow database.
    return { urls: { main: undefined, shadow: 'unread', base: engineHost.cwd }, problem: unread };
  }
}

/** The line that was typed, as far as it is known, and the engine's own word for what it came to. */
function invocationOf(host: Host, { method }: EngineRequest): Invocation {
  return {
    program: 'prisma',
    major: undefined,
    argv: lineOf(host),
    command: method,
    options: {},
    operands: [],
    config: undefined,
    reading: 'runs',
    problem: undefined,
  };
}

function lineOf(host: Host): string[] {
  try {
    const words: unknown = JSON.parse(host.env.PRISMA_INTERLOCK_LINE ?? '[]');
    return Array.isArray(words) ? words.map(String) : [];
  } catch {
    return [];
  }
}
