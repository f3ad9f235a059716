/**
 * Who waits for a lock, one folder `<target>.wait-<number>-<random>` each. The numbers give the order and decide nothing
 * else: whoever is first still has to take the lock, so two that got the same number do no harm.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Host } from '../../host.ts';
import { type LockOwner, livingOwner, putOwner } from './lock-owner.ts';

export interface Queue {
  /** Those that came before us, the first one first; all of them until we have joined. */
  before(): Promise<LockOwner[]>;
  /** A second call does nothing. */
  join(): Promise<void>;
  leave(): void;
}

/** `key`: of the target. The places of those that are gone are removed on the way. */
export function queueFor(host: Host, folder: string, key: string, owner: LockOwner): Queue {
  const start = `${key}.wait-`;
  let mine: string | undefined;
  const names = async () => (await host.fs.promises.readdir(folder)).filter((name) => name.startsWith(start)).sort();

  return {
    async before() {
      const living: LockOwner[] = [];
      for (const name of await names()) {
        if (mine !== undefined && name >= mine) break;
        const place = join(folder, name);
        const waiting = await livingOwner(host, place);
        if (waiting) living.push(waiting);
        // Nobody else ever gets this name, so what is removed is what was looked at.
        else await host.fs.promises.rm(place, { recursive: true, force: true }).catch(() => {});
      }
      return living;
    },
    async join() {
      if (mine !== undefined) return;
      const last = (await names()).at(-1)?.slice(start.length) ?? '0';
      const number = String(Number.parseInt(last, 10) + 1).padStart(9, '0');
      const name = `${start}${number}-${randomBytes(6).toString('hex')}`;
      await putOwner(host, folder, join(folder, name), owner);
      mine = name;
    },
    leave() {
      if (mine === undefined) return;
      try {
        host.fs.rmSync(join(folder, mine), { recursive: true, force: true });
      } catch {
        // It is skipped as soon as this process has ended.
      }
    },
  };
}
