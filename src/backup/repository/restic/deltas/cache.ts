/**
 * The chain as this machine knows it, one folder a target: what the next delta is made against. It is only ever there as a
 * whole, and what it holds is never trusted: a backup that was made from it is read back like any other.
 */
import { join } from 'node:path';
import type { Host } from '../../../../host.ts';
import type { ResticRepository } from '../../../../policy/policy.ts';
import { type Chain, parseChain } from './chain.ts';

const stateName = 'state.json';

/** `key`: the `identityKey` of the target, whose lock is held. */
export function cacheOf({ staging }: ResticRepository, key: string): string {
  return join(staging, 'chains', key);
}

/** Undefined where there is none, or one that is not as it was written. */
export async function readCache(host: Host, cache: string): Promise<Chain | undefined> {
  return parseChain(await host.fs.promises.readFile(join(cache, stateName), 'utf8').catch(() => ''));
}

/** Moves `from`, a folder with the whole chain, to its place, and the one that was there to `old`. Never throws. */
export async function keepCache(host: Host, cache: string, chain: Chain, from: string, old: string): Promise<void> {
  const { promises } = host.fs;
  try {
    await promises.writeFile(join(from, stateName), JSON.stringify(chain), { mode: 0o600 });
    await promises.mkdir(join(cache, '..'), { recursive: true, mode: 0o700 });
    if (host.fs.existsSync(cache)) await promises.rename(cache, old);
    await promises.rename(from, cache);
  } catch {
    await dropCache(host, cache);
  }
}

/** What tells that it can be used goes first. Never throws: one that cannot be removed is found out at the next backup. */
export async function dropCache(host: Host, cache: string): Promise<void> {
  const { promises } = host.fs;
  await promises.rm(join(cache, stateName), { force: true }).catch(() => {});
  await promises.rm(cache, { recursive: true, force: true }).catch(() => {});
}
