/** The pipeline of a call that Prisma makes to its engine: judge → confirm → back up → record, for the database of that call. */
import { backUpBefore } from '../backup/index.ts';
import { readTicket, type Ticket } from '../channel/ticket.ts';
import { confirm } from '../confirm/confirm.ts';
import { identifyActor } from '../environment/actor.ts';
import type { Host } from '../host.ts';
import type { Policy } from '../policy/policy.ts';
import { locate } from '../project/locate.ts';
import { begin } from '../record/begin.ts';
import type { Judgement, RealCli } from '../types.ts';
import { hasBackups, isCovered, isNamed, type Passed } from './covered.ts';
import type { EngineRequest } from './describe-call.ts';
import type { EngineStart } from './engine-start.ts';
import { judgeCall } from './judge-call.ts';
import { mismatch, type Refused, refuseCall, refuseFault } from './refuse-call.ts';
import { atTerminal, leaveTerminal } from './terminal-host.ts';

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
    if (ticket && !isNamed(ticket, judgement)) {
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

function cliOf(host: Host): RealCli {
  try {
    return locate(host, 'prisma');
  } catch {
    return { path: host.env.PRISMA_INTERLOCK_CLI ?? '', version: '', major: undefined, module: 'commonjs' };
  }
}
