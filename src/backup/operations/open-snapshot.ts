import type { Host } from '../../host.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Target } from '../../types.ts';
import type { Snapshot } from '../engines/contract.ts';
import { engineOf } from '../engines/registry.ts';
import type { GoodEntry } from '../repository/read.ts';
import { engineContext } from './engine-context.ts';

/** What an undo can put in place without its dump; undefined where there is none, or it cannot be used any more. */
export async function openSnapshot(
  host: Host,
  policy: Policy,
  target: Target,
  { manifest }: GoodEntry,
  tell?: (line: string) => void,
): Promise<Snapshot | undefined> {
  if (!manifest.beside) return undefined;
  const { snapshots } = await engineOf(manifest, target, policy);
  return snapshots?.open(await engineContext(host, policy, target, { tell }), manifest.beside.name);
}
