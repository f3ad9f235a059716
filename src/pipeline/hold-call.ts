/** A call that Prisma makes to its engine, judged for the database that it is really for. */

import { isProtected } from '../../policy/matrix.ts';
import type { DescribedCall } from '../channel/descriptor.ts';
import { reachesElsewhere } from '../target/neighbours.ts';
import type { Invocation, Judgement } from '../types.ts';
import { notGivenIn } from './ask-on-the-way.ts';
import { agree, keep, write, writeLine } from './carry-out.ts';
import { correctFirst } from './correct-first.ts';
import { isCovered, isNamed } from './covered.ts';
import { judgeCall, placeOfCall } from './judge-call.ts';
import { judgeBySql } from './read-first.ts';
import { mismatch, type Refused, refuseCall, refuseFault } from './refuse-call.ts';
import type { Run } from './run.ts';
import type { See, Sight } from './see.ts';

/**
 * Undefined where the call may go on. Whatever fails on the way refuses it. `line`: what was typed, where no shim has judged
 * it. `look`: what the call would do. `isWaiting`: whether anybody still waits for an answer.
 */
export async function holdCall(
  run: Run,
  call: DescribedCall,
  line: Pick<Invocation, 'program' | 'argv'>,
  look: See,
  isWaiting: () => boolean,
): Promise<Refused | undefined> {
  let sight: Sight | undefined;
  const see: See = async (isWhole) => {
    sight = await look(isWhole);
    return sight;
  };
  try {
    const judgement = await judge(run, call, run.line?.invocation ?? line, see);
    const { classification, decision } = judgement;
    if (classification.risk === 'none') return undefined;
    if (decision.verdict === 'block') return refuseCall(run, judgement, {});
    if (run.line && !isNamed(run, judgement)) return refuseCall(run, judgement, { message: mismatch(run, judgement) });
    const corrected = await run.atTerminal((host) =>
      correctFirst(host, judgement, run.line?.invocation ?? judgement.invocation),
    );
    if (corrected) return refuseCall(run, judgement, { message: corrected });
    const isAgreed = isCovered(run, judgement) || (await isAskedByPrisma(judgement, see));
    try {
      const confirmation = isAgreed ? run.confirmation : await agree(run, judgement);
      if (!confirmation.given) return refuseCall(run, judgement, { confirmation });
      await keep(run, judgement, async () => (await see()).foresight);
      // Who asked for it may have been killed meanwhile: then nobody waits for it any more.
      if (!isWaiting()) return refuseCall(run, judgement, { confirmation: { given: false, how: 'refused' } });
      if (isAgreed) writeLine(run);
      else write(run, judgement, confirmation);
    } catch (error) {
      const no = notGivenIn(error);
      if (no) return refuseCall(run, no.judgement, { confirmation: no.confirmation });
      return refuseCall(run, judgement, { error });
    }
    run.effects.push(classification.effect);
    run.passed.push({ method: call.method, sight });
    run.begun ??= run.host.now();
    return undefined;
  } catch (error) {
    return refuseFault(run.host, error, run.effects);
  }
}

/** By the SQL that the call carries, wherever that can make a difference. */
async function judge(
  run: Run,
  call: DescribedCall,
  line: Pick<Invocation, 'program' | 'argv'>,
  see: See,
): Promise<Judgement> {
  const place = await placeOfCall(run, call);
  return judgeBySql(judgeCall(run, call, line, place), see, (finding) => judgeCall(run, call, line, place, finding));
}

/** Prisma has shown the person what goes, and was told yes: in development one question is enough. */
async function isAskedByPrisma(judgement: Judgement, see: See): Promise<boolean> {
  if (judgement.classification.sql === undefined || isProtected(judgement.environment.name)) return false;
  // Of a neighbour it has shown nothing.
  if (judgement.resolution && reachesElsewhere(judgement.resolution)) return false;
  return judgement.actor.kind === 'person' && (await see()).foresight.isAsked;
}
