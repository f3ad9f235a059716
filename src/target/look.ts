/** Asks the server itself which database a target is: the one place where that happens before anything is judged. */
import type { Host } from '../host.ts';
import type { Look, Resolution, Target } from '../types.ts';
import type { Filled } from './filled.ts';

/** Looks at targets, at each database that is there once. */
export interface Looker {
  /** Begins to look, in case it is that target which is asked for. */
  begin(target: Target): void;
  at(target: Target): Promise<Target>;
  /** Which of its tables hold rows, before this run has changed any. */
  filled(target: Target): Promise<Filled>;
}

/** One for a run: what was found stays, so that the calls of one line cost no connection each. */
export function createLooker(host: Host): Looker {
  const found = new Map<string, Look>();
  const filled = new Map<string, Filled>();
  const begun = new Map<string, Promise<Look | undefined>>();
  /** Only of one that answered: another may be there by now. */
  const early = async (key: string) => {
    const look = await begun.get(key);
    return look?.exists === true ? look : undefined;
  };
  return {
    begin: (target) => void begun.set(target.url.reveal(), lookAt(host, target)),
    async filled(target) {
      const key = target.url.reveal();
      const known = filled.get(key);
      if (known !== undefined) return known;
      const { readFilled } = await import('./filled.ts');
      const read = await readFilled(host, target);
      filled.set(key, read);
      return read;
    },
    async at(target) {
      const key = target.url.reveal();
      const look = found.get(key) ?? (await early(key)) ?? (await lookAt(host, target));
      if (look === undefined) return target;
      // One that is not there may be made by the next call.
      if (look.exists !== false) found.set(key, look);
      return withLook(target, look);
    },
  };
}

export async function lookAtAll(looker: Looker, resolution: Resolution): Promise<Resolution> {
  return { ...resolution, targets: await Promise.all(resolution.targets.map((target) => looker.at(target))) };
}

/** One connection, at most as long as the address says. Undefined where no driver of ours reaches such a database. */
async function lookAt(host: Host, { identity, url }: Target): Promise<Look | undefined> {
  try {
    // Managed by Prisma: no driver reaches it.
    if (/^prisma(\+postgres)?:/i.test(url.reveal())) return undefined;
    switch (identity.provider) {
      case 'postgresql': {
        const { look } = await import('../databases/postgresql/look.ts');
        const { readAddress } = await import('../databases/postgresql/address.ts');
        return await look(host, readAddress(host, url));
      }
      case 'mysql': {
        const { look } = await import('../databases/mysql/look.ts');
        const { readAddress } = await import('../databases/mysql/address.ts');
        return await look(host, readAddress(host, url));
      }
      case 'sqlite': {
        const { look } = await import('../databases/sqlite/look.ts');
        return await look(host, identity.database);
      }
      default:
        return undefined;
    }
  } catch (error) {
    // Messages of `readAddress` never hold the URL.
    return { exists: undefined, problem: (error as Error).message };
  }
}

function withLook(target: Target, look: Look): Target {
  return { ...target, look, identity: { ...target.identity, server: look.identity } };
}
