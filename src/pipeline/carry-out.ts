/** confirm → back up → record: the order for a line of the shim and for a call at the gate alike. */
import { backUpBefore } from '../backup/index.ts';
import { confirm } from '../confirm/confirm.ts';
import { identifyActor } from '../environment/actor.ts';
import { begin } from '../record/begin.ts';
import type { Confirmation, Judgement } from '../types.ts';
import { dueTargets, isAlways } from './covered.ts';
import type { Run } from './run.ts';

/** Asks for what the decision demands, and remembers the answer where it is a yes. */
export async function agree(run: Run, judgement: Judgement): Promise<Confirmation> {
  const confirmation = await run.atTerminal((host) => confirm(host, { ...judgement, actor: identifyActor(host) }));
  if (confirmation.given) {
    const { classification, resolution } = judgement;
    run.grants.push({ risk: classification.risk, judgement, targets: resolution?.targets ?? [] });
  }
  return confirmation;
}

/**
 * Makes what backups are due and not made in this run. `isNeeded`: asked only where one would be made; false leaves it.
 * Throws `backup-failed`, `tool-missing`, `locked`: then nothing may go on.
 */
export async function keep(run: Run, judgement: Judgement, isNeeded: () => Promise<boolean>): Promise<void> {
  const { decision, resolution } = judgement;
  const targets = dueTargets(run, judgement);
  const isUnknown = resolution?.problem !== undefined && decision.backup !== 'none';
  if (targets.length === 0 && !isUnknown) return;
  if (!(await isNeeded())) return;
  const invocation = run.line?.invocation ?? judgement.invocation;
  const due = { ...judgement, invocation, resolution: { targets, problem: resolution?.problem } };
  const made = await run.atTerminal((host) => backUpBefore(host, due, run.policy));
  run.backups.push(...made);
  for (const target of targets) {
    const isMade = made.some(({ of }) => of === target.label);
    run.kept.push({ identity: target.identity, made: isMade, always: isAlways(decision.backup) });
  }
  run.entries.at(-1)?.add(made);
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
