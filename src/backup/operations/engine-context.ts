import type { Host } from '../../host.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Target } from '../../types.ts';
import type { EngineContext } from '../engines/contract.ts';
import { asRestorer } from './as-restorer.ts';
import { scratchOwner } from './scratch-owner.ts';

interface Told {
  readonly progress?: EngineContext['progress'];
  readonly tell?: EngineContext['tell'] | undefined;
}

/**
 * How an engine reaches the target, for backups and restores alike: by the role of the policy's `backup.restoreUrl` where it
 * names one, so that what is read of the database and of its copy is read with the same rights. Throws as `asRestorer`.
 */
export async function engineContext(
  host: Host,
  policy: Policy,
  target: Target,
  { progress, tell }: Told = {},
): Promise<EngineContext> {
  const owner = scratchOwner(host, policy.backup.repository, target.identity);
  return {
    host,
    target: await asRestorer(host, policy, target),
    owner,
    ...(progress && { progress }),
    ...(tell && { tell }),
    patienceMs: policy.backup.lockTimeoutMs,
  };
}
