/** What a call needs no question for: the line it belongs to, or a call before it, was agreed to. */
import { isStricter } from '../environment/strictest.ts';
import { surelySame } from '../target/identity.ts';
import type { BackupNeed, Classification, Judgement, Risk, Target } from '../types.ts';
import type { Grant, Run } from './run.ts';

const weight: Readonly<Record<Risk, number>> = { none: 0, change: 1, unknown: 2, destroy: 3 };

/** Every database of the call is one that was judged with the line. */
export function isNamed({ grants }: Run, { resolution }: Judgement): boolean {
  if (resolution === undefined || resolution.problem !== undefined) return false;
  // What its SQL names is not what Prisma was told, and is asked about by itself.
  return areNamed(
    grants,
    resolution.targets.filter(({ role }) => role !== 'neighbour'),
  );
}

/** Whether each of these databases was judged before. */
export function areNamed(grants: readonly Grant[], targets: readonly Target[]): boolean {
  const known = grants.flatMap((grant) => grant.targets);
  return targets.every((target) => isAmong(known, target));
}

/**
 * A grant counts as far as was seen then: what Prisma has read from `.env` since may speak of a stricter place, and what was
 * agreed to for the shadow database was not for the main one.
 */
export function isCovered({ grants }: Run, judgement: Judgement): boolean {
  const { classification, resolution, environment } = judgement;
  const targets = resolution?.targets ?? [];
  const counting = grants.filter((grant) => !isStricter(environment.name, grant.judgement.environment.name));
  if (targets.length === 0) return counting.some((grant) => weight[grant.risk] >= weight[classification.risk]);
  return targets.every((target) => {
    const need = weight[riskFor(classification, target)];
    return counting.some((grant) => {
      const known = grant.targets.find((each) => isAmong([each], target));
      return known !== undefined && weight[riskFor(grant.judgement.classification, known)] >= need;
    });
  });
}

function riskFor({ risk, mainRisk = risk }: Classification, { role, named }: Target): Risk {
  return role === 'main' ? mainRisk : (named?.risk ?? risk);
}

/** Those of which no backup of this run is there, though one is due. */
export function dueTargets({ kept }: Run, { decision, resolution }: Judgement): readonly Target[] {
  if (decision.backup === 'none') return [];
  return (resolution?.targets ?? []).filter(({ identity }) => {
    const known = kept.filter((each) => surelySame(each.identity, identity));
    return !known.some(({ made, always, isLarge }) => made || always || !(isLarge || isAlways(decision.backup)));
  });
}

export function isAlways(need: BackupNeed): boolean {
  return need === 'always' || need === 'mandatory';
}

function isAmong(targets: readonly Target[], { identity }: Target): boolean {
  return targets.some((known) => surelySame(known.identity, identity));
}
