/** The pipeline of a call that Prisma makes to its engine: judge → confirm → back up → record, for the database of that call. */
import { matrix } from '../../policy/matrix.ts';
import { backUpBefore } from '../backup/back-up-before.ts';
import { raise } from '../classify/raise.ts';
import { confirm } from '../confirm/confirm.ts';
import { decide } from '../decide/decide.ts';
import { locate } from '../handoff/locate.ts';
import type { Host } from '../host.ts';
import { begin, type OpenEntry } from '../record/begin.ts';
import { identifyActor } from '../resolve/actor.ts';
import { sameDatabase } from '../resolve/identity.ts';
import { judge } from '../resolve/judge.ts';
import { findProjectRoot, loadPolicy } from '../resolve/policy.ts';
import { isStricter } from '../resolve/strictest.ts';
import { createTarget } from '../resolve/target.ts';
import { readTicket, type Ticket } from '../ticket.ts';
import type { Invocation, Policy, RealCli, Resolution, Risk, Target } from '../types.ts';
import type { Judgement } from '../ui/judgement.ts';
import { type DatabaseUrls, databaseUrls } from './database-urls.ts';
import { classifyCall, type EngineRequest, reachesShadow } from './describe-call.ts';
import type { EngineStart } from './engine-start.ts';
import { mismatch, type Refused, refuseCall, refuseFault } from './refuse-call.ts';
import { atTerminal, inCliFolder, leaveTerminal } from './terminal-host.ts';

/** What this run of the engine has let through so far. */
export interface Passed {
  readonly grants: { readonly risk: Risk; readonly targets: readonly Target[] }[];
  readonly effects: string[];
  readonly entries: OpenEntry[];
}

const weight: Readonly<Record<Risk, number>> = { none: 0, change: 1, unknown: 2, destroy: 3 };

/** Undefined where the call may go on. Whatever fails on the way refuses it. */
export async function hold(
  engineHost: Host,
  start: EngineStart,
  request: EngineRequest,
  passed: Passed,
): Promise<Refused | undefined> {
  let host = engineHost;
  try {
    const { judgement, policy } = await judgeCall(engineHost, start, request);
    const { classification, decision, resolution } = judgement;
    if (classification.risk === 'none') return undefined;
    if (decision.verdict === 'block') return refuseCall(engineHost, judgement, {}, passed.effects);
    const ticket = readTicket(engineHost);
    if (ticket && !names(ticket, judgement)) {
      return refuseCall(engineHost, judgement, { message: mismatch(judgement, ticket) }, passed.effects);
    }
    if (!isCovered(judgement, ticket, passed)) {
      host = atTerminal(engineHost);
      const refused = await askAndBackUp(host, judgement, policy, ticket, passed);
      if (refused) return refused;
      passed.grants.push({ risk: classification.risk, targets: resolution?.targets ?? [] });
    }
    passed.effects.push(classification.effect);
    return undefined;
  } catch (error) {
    return refuseFault(engineHost, error, passed.effects);
  } finally {
    if (host !== engineHost) leaveTerminal(host);
  }
}

async function askAndBackUp(
  host: Host,
  judgement: Judgement,
  policy: Policy,
  ticket: Ticket | undefined,
  passed: Passed,
): Promise<Refused | undefined> {
  const asked = { ...judgement, actor: identifyActor(host) };
  const confirmation = await confirm(host, asked);
  if (!confirmation.given) return refuseCall(host, asked, { confirmation }, passed.effects);
  try {
    const backups = hasBackups(judgement, ticket) ? [] : await backUpBefore(host, judgement, policy);
    // Who asked for it may have been killed meanwhile: then nobody waits for it any more.
    if (!host.isAlive(host.parentPid)) {
      return refuseCall(host, asked, { confirmation: { given: false, how: 'refused' } }, passed.effects);
    }
    passed.entries.push(begin(host, cliOf(host), judgement, confirmation, backups));
    return undefined;
  } catch (error) {
    return refuseCall(host, judgement, { error }, passed.effects);
  }
}

/** Throws `policy-invalid`. A database that cannot be told is the resolution's `problem`, and counts as production. */
async function judgeCall(
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

/** Every database of the call is one that the shim judged. */
function names(ticket: Ticket, { resolution }: Judgement): boolean {
  if (resolution === undefined || resolution.problem !== undefined) return false;
  return resolution.targets.every(({ identity }) =>
    ticket.targets.some((known) => sameDatabase(known.identity, identity)),
  );
}

/** A ticket counts as far as the shim saw: what Prisma has read from `.env` since may speak of a stricter place. */
function isCovered(
  { classification: { risk }, resolution, environment }: Judgement,
  ticket: Ticket | undefined,
  passed: Passed,
): boolean {
  const targets = resolution?.targets ?? [];
  const asStrict = ticket !== undefined && !isStricter(environment.name, ticket.environment);
  if (asStrict && weight[ticket.risk] >= weight[risk]) return true;
  return passed.grants.some(
    (grant) =>
      weight[grant.risk] >= weight[risk] &&
      targets.every(({ identity }) => grant.targets.some((known) => sameDatabase(known.identity, identity))),
  );
}

/** Those that the shim made of the same databases before it started this very run. */
function hasBackups({ resolution }: Judgement, ticket: Ticket | undefined): boolean {
  const targets = resolution?.targets ?? [];
  if (ticket === undefined || targets.length === 0) return false;
  return targets.every(({ identity }) =>
    ticket.targets.some((known) => known.backup !== null && sameDatabase(known.identity, identity)),
  );
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

function cliOf(host: Host): RealCli {
  try {
    return locate(host, 'prisma');
  } catch {
    return { path: host.env.PRISMA_INTERLOCK_CLI ?? '', version: '', major: undefined, module: 'commonjs' };
  }
}
