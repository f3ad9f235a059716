/** A call that Prisma makes to its engine, judged for the database that it is really for. */
import type { DescribedCall } from '../channel/descriptor.ts';
import type { Look } from '../channel/shim-end.ts';
import type { Invocation } from '../types.ts';
import { NotGiven } from './ask-on-the-way.ts';
import { agree, keep, write, writeLine } from './carry-out.ts';
import { isCovered, isNamed } from './covered.ts';
import { judgeCall } from './judge-call.ts';
import { mismatch, type Refused, refuseCall, refuseFault } from './refuse-call.ts';
import type { Run } from './run.ts';

/**
 * Undefined where the call may go on. Whatever fails on the way refuses it. `line`: what was typed, where no shim has judged
 * it. `look`: whether the call would change anything. `isWaiting`: whether anybody still waits for an answer.
 */
export async function holdCall(
  run: Run,
  call: DescribedCall,
  line: Pick<Invocation, 'program' | 'argv'>,
  look: Look,
  isWaiting: () => boolean,
): Promise<Refused | undefined> {
  try {
    const judgement = judgeCall(run.host, run.policy, call, run.line?.invocation ?? line);
    const { classification, decision } = judgement;
    if (classification.risk === 'none') return undefined;
    if (decision.verdict === 'block') return refuseCall(run, judgement, {});
    if (run.line && !isNamed(run, judgement)) return refuseCall(run, judgement, { message: mismatch(run, judgement) });
    const isAgreed = isCovered(run, judgement);
    try {
      const confirmation = isAgreed ? run.confirmation : await agree(run, judgement);
      if (!confirmation.given) return refuseCall(run, judgement, { confirmation });
      await keep(run, judgement, look);
      // Who asked for it may have been killed meanwhile: then nobody waits for it any more.
      if (!isWaiting()) return refuseCall(run, judgement, { confirmation: { given: false, how: 'refused' } });
      if (isAgreed) writeLine(run);
      else write(run, judgement, confirmation);
    } catch (error) {
      if (error instanceof NotGiven) return refuseCall(run, error.judgement, { confirmation: error.confirmation });
      return refuseCall(run, judgement, { error });
    }
    run.effects.push(classification.effect);
    return undefined;
  } catch (error) {
    return refuseFault(run.host, error, run.effects);
  }
}
