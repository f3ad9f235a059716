/** Questions that come up while backups are made: what a proof found, and what is large. */
import type { Prospect } from '../backup/index.ts';
import { acceptOmissions } from '../confirm/accept-omissions.ts';
import { confirm } from '../confirm/confirm.ts';
import { identifyActor } from '../environment/actor.ts';
import type { Host } from '../host.ts';
import { sameDatabase } from '../target/identity.ts';
import type { Confirmation, Foresight, Judgement } from '../types.ts';
import type { Run } from './run.ts';

/** Thrown where what came up on the way was not agreed to: nothing may go on. */
class NotGiven extends Error {
  override readonly name = 'NotGiven';
  readonly judgement: Judgement;
  readonly confirmation: Confirmation;

  constructor(judgement: Judgement, confirmation: Confirmation) {
    super('what came up on the way was not agreed to');
    this.judgement = judgement;
    this.confirmation = confirmation;
  }
}

/** Whatever has become of it on its way out of a backup that was being written. */
export function notGivenIn(error: unknown): NotGiven | undefined {
  for (let each = error; each instanceof Error; each = each.cause) if (each instanceof NotGiven) return each;
  return undefined;
}

/** `foresight`: what is known of the call; undefined where nothing is left to be backed up. */
export function prospectOf(
  host: Host,
  run: Run,
  judgement: Judgement,
  { destroys, foresight }: { readonly destroys: boolean; readonly foresight: Foresight | undefined },
): Prospect {
  return {
    destroys,
    async accept(backup, omissions) {
      const lacking = omissions.map(({ kind, name, why }) => `${kind} ${name} could not be brought back: ${why}`);
      need(because(judgement, lacking), await acceptOmissions(host, identifyActor(host), backup, omissions));
    },
    async isWantedAnyway(target, why) {
      if (!foresight?.mayLose) return false;
      if (foresight.isAsked) return true;
      const { decision } = judgement;
      const asking = because(judgement, [`${why}, and what is about to run may lose data of it`]);
      const plan: Judgement = {
        ...asking,
        resolution: { targets: [target], problem: undefined },
        actor: identifyActor(host),
        decision: {
          ...asking.decision,
          verdict: 'confirm',
          confirm: decision.confirm === 'none' ? 'yes' : decision.confirm,
          backup: 'always',
        },
      };
      need(plan, await confirm(host, plan, []));
      return true;
    },
    isTold: ({ identity }) => run.kept.some((kept) => kept.isLarge && sameDatabase(kept.identity, identity)),
  };
}

function because(judgement: Judgement, reasons: readonly string[]): Judgement {
  const { decision } = judgement;
  return { ...judgement, decision: { ...decision, because: [...reasons, ...decision.because] } };
}

function need(judgement: Judgement, confirmation: Confirmation): void {
  if (!confirmation.given) throw new NotGiven(judgement, confirmation);
}
