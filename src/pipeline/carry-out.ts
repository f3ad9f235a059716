/** confirm → back up → record: the order for a line of the shim and for a call at the gate alike. */
import { backUpBefore, foresee, needsProof, proveMade } from '../backup/index.ts';
import { confirm } from '../confirm/confirm.ts';
import { isSomebodyThere } from '../confirm/terminal.ts';
import { identifyActor } from '../environment/actor.ts';
import { begin } from '../record/begin.ts';
import { sameDatabase } from '../target/identity.ts';
import type { Confirmation, Foresight, Judgement, Target } from '../types.ts';
import { prospectOf } from './ask-on-the-way.ts';
import { dueTargets, isAlways } from './covered.ts';
import type { Kept, Run } from './run.ts';
import { tellWayBack } from './way-back.ts';

/** Asks for what the decision demands, and remembers the answer where it is a yes. Throws `no-way-back` in place of a question. */
export async function agree(run: Run, judgement: Judgement): Promise<Confirmation> {
  const confirmation = await run.atTerminal(async (host) => {
    const asked = { ...judgement, actor: identifyActor(host) };
    const isAsked = asked.decision.verdict === 'confirm' && isSomebodyThere(host, asked.actor);
    return confirm(host, asked, isAsked ? await foresee(host, asked, run.policy) : []);
  });
  if (confirmation.given) {
    const { classification, resolution } = judgement;
    run.grants.push({ risk: classification.risk, judgement, targets: resolution?.targets ?? [] });
  }
  return confirmation;
}

/**
 * Makes what backups are due and not made in this run. `look`: asked only where one would be made; no change leaves it.
 * Throws `backup-failed`, `tool-missing`, `locked`, `no-way-back`, and `NotGiven`: then nothing may go on.
 */
export async function keep(run: Run, judgement: Judgement, look: () => Promise<Foresight>): Promise<void> {
  const { decision, resolution } = judgement;
  await proveKept(run, judgement);
  const targets = dueTargets(run, judgement);
  const isUnknown = resolution?.problem !== undefined && decision.backup !== 'none';
  if (targets.length === 0 && !isUnknown) return;
  const foresight = await look();
  if (!foresight.changes) return;
  const invocation = run.line?.invocation ?? judgement.invocation;
  const due = { ...judgement, invocation, resolution: { targets, problem: resolution?.problem } };
  const destroys = destroying(run, judgement);
  const { made, passedOver } = await run.atTerminal((host) =>
    backUpBefore(host, due, run.policy, prospectOf(host, run, due, { destroys, foresight })),
  );
  run.backups.push(...made);
  for (const target of targets) {
    const isMade = made.some(({ of }) => of === target.label);
    run.kept.push({
      identity: target.identity,
      made: isMade,
      always: isAlways(decision.backup),
      isLarge: passedOver.includes(target.label),
      proved: destroys && isMade,
    });
  }
  run.entries.at(-1)?.add(made);
  // A gate by itself does not see the end of the line; where a shim does, it says so there.
  if (!run.line) await run.atTerminal((host) => tellWayBack(host, due, made));
}

/** The line may destroy by a later call than the one that its backup is made for. */
function destroying(run: Run, judgement: Judgement): boolean {
  return needsProof(judgement) || (run.line !== undefined && needsProof(run.line));
}

/** A backup that was made before something less, in a run that now comes to what destroys. */
async function proveKept(run: Run, judgement: Judgement): Promise<void> {
  if (!needsProof(judgement)) return;
  for (const target of judgement.resolution?.targets ?? []) {
    const at = run.kept.findIndex((kept) => isUnproved(kept, target));
    const kept = run.kept[at];
    const backup = run.backups.find(({ of }) => of === target.label);
    if (kept === undefined || backup === undefined) continue;
    await run.atTerminal((host) => {
      const { accept } = prospectOf(host, run, judgement, { destroys: true, foresight: undefined });
      const must = run.policy.backup.verify?.[judgement.environment.name] === true;
      return proveMade({ host, policy: run.policy, target, accept, must }, backup.id);
    });
    run.kept[at] = { ...kept, proved: true };
  }
}

function isUnproved({ identity, made, proved }: Kept, target: Target): boolean {
  return made && !proved && sameDatabase(identity, target.identity);
}

/** Writes `begin`, durably, with the backups that were made for it. Throws `audit-unwritable`. */
export function write(run: Run, judgement: Judgement, confirmation: Confirmation): void {
  const targets = judgement.resolution?.targets ?? [];
  const own = run.backups.filter(({ of }) => targets.some(({ label }) => label === of));
  run.entries.push(begin(run.host, run.cli, judgement, confirmation, own));
}

/** The same for the line itself, before its first call that could change something; once. */
export function writeLine(run: Run): void {
  if (run.line && run.entries.length === 0) write(run, run.line, run.confirmation);
}
