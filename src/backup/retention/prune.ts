/** Retention when a person asks for it: first as a plan, then carried out with the lock of each target held. */
import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import type { Bounds, Policy } from '../../policy/policy.ts';
import { identityKey } from '../../target/identity.ts';
import type { TargetIdentity } from '../../types.ts';
import { isWhole } from '../manifest/whole.ts';
import { withLock } from '../repository/lock.ts';
import { nameOf } from '../repository/place.ts';
import { type BackupEntry, listBackups, verifyFiles } from '../repository/read.ts';
import { type Fate, planRetention } from './keep.ts';
import { removeBackups, removeLeftovers } from './retention.ts';

/** What becomes of the backups of one database. */
export interface TargetFates {
  readonly identity: TargetIdentity;
  readonly label: string;
  /** Newest first. */
  readonly fates: readonly Fate[];
  /** Those that were found damaged only when they were read to their end. */
  readonly found?: readonly DamagedEntry[];
}

type DamagedEntry = Extract<BackupEntry, { state: 'damaged' }>;

/** Every database that has a good backup here, the one with the newest first. Pure. */
export function planPrune(entries: readonly BackupEntry[], keep: number, now: Date, bounds?: Bounds): TargetFates[] {
  const targets = new Map(
    entries
      .flatMap((entry) => (entry.state === 'good' ? [entry.manifest.target] : []))
      .map((target) => [identityKey(target.identity), target]),
  );
  return [...targets.values()].map(({ identity, label }) => ({
    identity,
    label,
    fates: planRetention(entries, identity, { keep, now, bounds }),
  }));
}

/**
 * Removes what retention lets go, as the repository is by then, and gives the fates that were carried out. Throws `locked`,
 * and `keep-refused` where no backup that would stay has a payload as it was written: then none of that target is removed.
 */
export async function pruneTarget(host: Host, policy: Policy, target: TargetFates): Promise<TargetFates> {
  const { repository, lockTimeoutMs: timeoutMs } = policy.backup;
  if (!target.fates.some((fate) => fate.goes)) return target;
  const lock = { repository, identity: target.identity, what: 'a prune', writes: '', timeoutMs };
  try {
    return await withLock(host, lock, (beat) =>
      beat.work(async () => {
        const entries = await listBackups(host, repository);
        const { fates, found } = await planOnIntact(host, entries, target, policy);
        const going = fates.filter((fate) => fate.goes).map((fate) => fate.entry.id);
        await removeBackups(host, repository, going);
        await removeLeftovers(host, repository);
        return { ...target, fates, found };
      }),
    );
  } catch (error) {
    throw pruneFault(error, nameOf(repository));
  }
}

/** The sizes of files do not tell that a disk has changed their bytes: the newest that stays is read to its end. */
async function planOnIntact(
  host: Host,
  listed: readonly BackupEntry[],
  { identity, label }: TargetFates,
  { backup: { keep, bounds } }: Policy,
): Promise<{ fates: readonly Fate[]; found: readonly DamagedEntry[] }> {
  let entries = listed;
  const found: DamagedEntry[] = [];
  for (let round = 0; round <= listed.length; round++) {
    const fates = planRetention(entries, identity, { keep, bounds, now: host.now() });
    const stays = fates.find((fate) => !fate.goes && isWhole(fate.entry))?.entry;
    if (stays === undefined) break;
    try {
      await verifyFiles(host, stays);
      return { fates, found };
    } catch (error) {
      // Of one that cannot be read here nothing is known.
      if (error instanceof InterlockError) throw error;
      const { id, path } = stays;
      const damaged: DamagedEntry = { id, path, state: 'damaged', why: (error as Error).message };
      found.push(damaged);
      entries = entries.map((entry) => (entry === stays ? damaged : entry));
    }
  }
  throw new InterlockError('keep-refused', {
    why: `No backup of ${label} that would stay is as it was written.`,
    next: ['Make a new one first: prisma-interlock backup', '`prisma-interlock list` shows the damaged ones.'],
  });
}

function pruneFault(error: unknown, repository: string): InterlockError {
  if (error instanceof InterlockError) return error;
  const { code, name } = error as NodeJS.ErrnoException;
  return new InterlockError('keep-refused', {
    what: 'The prune was not completed.',
    why: `${repository} cannot be changed (${code ?? name}).`,
    next: ['Make this a folder in which the present user can write, then run it again.'],
    state: 'Every backup is whole or gone; none is half removed.',
    cause: error,
  });
}
