/** Who and what a restore would meet in a database, for the question. */
import type { Host } from '../../host.ts';
import type { Target } from '../../types.ts';
import { engineFor } from '../engines/registry.ts';

/** Names and values, a line each. Empty where the database cannot be asked: the swap asks again, and refuses where it has to. */
export async function factsInTheWay(host: Host, target: Target): Promise<(readonly [string, string])[]> {
  try {
    const engine = await engineFor(target.identity.provider);
    const found = await engine?.findInTheWay?.({ host, target });
    if (!found) return [];
    const lines = (name: string, values: readonly string[]) =>
      values.map((value, at) => [at === 0 ? name : '', value] as const);
    return [...lines('ends', found.ends), ...lines('waits for', found.waitsFor), ...lines('beside it', found.loses)];
  } catch {
    return [];
  }
}
