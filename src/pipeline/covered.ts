/** What a call needs no question for: the line it belongs to, or a call before it, was agreed to. */
import { isStricter } from '../environment/strictest.ts';
import { sameDatabase } from '../target/identity.ts';
import type { BackupNeed, Judgement, Risk, Target } from '../types.ts';
import type { Grant, Run } from './run.ts';

const weight: Readonly<Record<Risk, number>> = { none: 0, change: 1, unknown: 2, destroy: 3 };

/** Every database of the call is one that was judged with the line. */
export function isNamed({ grants }: Run, { resolution }: Judgement): boolean {
  if (resolution === undefined || resolution.problem !== undefined) return false;
  return areNamed(grants, resolution.targets);
}

/** Whether each of these databases was judged before. */
export function areNamed(grants: readonly Grant[], targets: readonly Target[]): boolean {
  const known = grants.flatMap((grant) => grant.targets);
  return targets.every((target) => isAmong(known, target));
}

/** A grant counts as far as was seen then: what Prisma has read from `.env` since may speak of a stricter place. */
export function isCovered({ grants }: Run, judgement: Judgement): boolean {
  const { classification, resolution, environment } = judgement;
  const targets = resolution?.targets ?? [];
  return grants.some(
    (grant: Grant) =>
      weight[grant.risk] >= weight[classification.risk] &&
      !isStricter(environment.name, grant.judgement.environment.name) &&
      targets.every((target) => isAmong(grant.targets, target)),
  );
}

/** Those of which no backup of this run is there, though one is due. */
export function dueTargets({ kept }: Run, { decision, resolution }: Judgement): readonly Target[] {
  if (decision.backup === 'none') return [];
  return (resolution?.targets ?? []).filter(({ identity }) => {
    const known = kept.filter((each) => sameDatabase(each.identity, identity));
    return !known.some(({ made, always, isLarge }) => made || always || !(isLarge || isAlways(decision.backup)));
  });
}

export function isAlways(need: BackupNeed): boolean {
  return need === 'always' || need === 'mandatory';
}

function isAmong(targets: readonly Target[], { identity }: Target): boolean {
  return targets.some((known) => sameDatabase(known.identity, identity));
}
