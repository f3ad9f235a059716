/**
 * What a database is stamped stays what it is when its contents are replaced: the copy that takes its place gets the stamp that is
 * there now, in place of the one that the backup brought along, and bound to what the copy will be.
 */
import { carryMark } from '../../databases/sqlite/stamp.ts';
import type { Host } from '../../host.ts';
import { identityKey } from '../../target/identity.ts';
import { createLooker } from '../../target/look.ts';
import { standingOf } from '../../target/stamp-standing.ts';
import { writeStamp } from '../../target/write-stamp.ts';
import type { Look, Stamp, Target } from '../../types.ts';

/**
 * To be called before the swap. Of MySQL and MariaDB nothing is to be done: the stamp lies beside the schema, which stays. What
 * fails is told: it ends no restore, since the stamp that the copy brought along is no milder without it.
 */
export async function carryStamp(
  host: Host,
  target: Target,
  copy: Target | undefined,
  tell: ((line: string) => void) | undefined,
): Promise<void> {
  const { provider } = target.identity;
  if (copy === undefined || (provider !== 'sqlite' && provider !== 'postgresql')) return;
  try {
    if (provider === 'sqlite') return await carryMark(host, target.identity.database, copy.identity.database);
    const looker = createLooker(host);
    const [before, then] = [await looker.at(target), await looker.at(copy)];
    const stamp = carried(before, then.look);
    if (stamp !== undefined) await writeStamp(host, copy, stamp);
  } catch (error) {
    tell?.(`Its stamp could not be carried over: ${(error as Error).message} See \`prisma-interlock stamp\`.`);
  }
}

/** For a snapshot, which lets nobody in before the swap. `before`: the target as it was looked at then. */
export async function carryStampAfter(host: Host, before: Target, tell: ((line: string) => void) | undefined) {
  if (before.identity.provider !== 'postgresql' || before.look?.stamp === undefined) return;
  try {
    const { look } = await createLooker(host).at(before);
    const stamp = carried(before, look);
    if (stamp !== undefined) await writeStamp(host, before, stamp);
  } catch (error) {
    tell?.(`Its stamp could not be carried over: ${(error as Error).message} See \`prisma-interlock stamp\`.`);
  }
}

/** Undefined where the copy has what it should have, or nobody can tell what that is. */
export function carried(before: Target, copy: Look | undefined): Stamp | 'none' | undefined {
  const { look, identity } = before;
  if (look === undefined || copy?.identity === undefined) return undefined;
  const { provider, server, database } = copy.identity;
  const bound = (stamp: Stamp): Stamp => ({ ...stamp, identity: { provider, server, database } });
  if (look.exists === false) {
    // One that is gone comes back as what it was, where that was said of this place.
    const own = typeof copy.stamp === 'object' ? copy.stamp : undefined;
    const isOfHere = own?.identity.server === server && own.address.split(' ')[0] === identityKey(identity);
    return own && isOfHere ? bound(own) : undefined;
  }
  if (look.stamp === undefined) return undefined;
  if (look.stamp === 'none') return copy.stamp === 'none' ? undefined : 'none';
  return standingOf(before).kind === 'own' ? bound(look.stamp) : look.stamp;
}
