/** Whether a backup could come back, asked before anybody is asked whether something may be destroyed. */
import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Judgement, Target } from '../../types.ts';
import type { Obstacle } from '../engines/contract.ts';
import { needEngine } from '../engines/registry.ts';
import { engineContext } from './engine-context.ts';

/** Whether what this would take away has to be able to come back: all that destroys, or that nobody can read. */
export function needsProof({ classification, decision }: Judgement): boolean {
  const { risk } = classification;
  return (
    (risk === 'destroy' || risk === 'unknown') && (decision.backup === 'always' || decision.backup === 'mandatory')
  );
}

/**
 * What could not be brought back of the databases that this would reach; none where no backup is due. Throws `no-way-back`
 * where nothing at all could, and what an engine throws where the server does not answer.
 */
export async function foresee(host: Host, judgement: Judgement, policy: Policy): Promise<readonly Obstacle[]> {
  if (!needsProof(judgement)) return [];
  const found: Obstacle[] = [];
  for (const target of judgement.resolution?.targets ?? []) found.push(...(await findObstacles(host, policy, target)));
  if (found.some(({ reach }) => reach === 'all')) throw noWayBack(found);
  return found;
}

/** None where the database is not there: then there is nothing to lose. */
export async function findObstacles(host: Host, policy: Policy, target: Target): Promise<readonly Obstacle[]> {
  const engine = await needEngine(target, policy);
  if (!engine.findObstacles) return [];
  const context = await engineContext(host, policy, target);
  const { exists } = await engine.preflight(context);
  return exists ? engine.findObstacles(context) : [];
}

/** Names everything that could not come back, and every step that would change that. */
export function noWayBack(obstacles: readonly Obstacle[]): InterlockError {
  const lines = obstacles.map(({ what, why }) => `${what}: ${why}.`);
  return new InterlockError('no-way-back', {
    why: lines.join(' '),
    next: [...new Set(obstacles.flatMap(({ next }) => next))],
  });
}
