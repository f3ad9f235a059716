/** No loss on a backup that cannot come back: it is restored beside before anything is destroyed, or what decides is asked. */
import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Omission, Target } from '../../types.ts';
import { note } from '../../ui/notes.ts';
import { print } from '../../ui/print.ts';
import type { Tell } from '../../ui/step.ts';
import { formatDuration } from '../../ui/units.ts';
import { findDifferences } from '../contents/compare.ts';
import { hasDigests } from '../contents/recorded-contents.ts';
import { goodOf } from '../manifest/whole.ts';
import { withLock } from '../repository/lock.ts';
import { type GoodEntry, listBackups } from '../repository/read.ts';
import { estimateProof } from './estimate-proof.ts';
import { findBackup } from './find-backup.ts';
import { findObstacles, noWayBack } from './outlook.ts';
import { keptFor } from './scratch-owner.ts';
import { verifyUnderLock } from './verify.ts';

/** Asks a person whether what a copy lacks may be lost. Throws where that is not given. */
export type Accept = (backup: string, omissions: readonly Omission[]) => Promise<void>;

export interface Proving {
  readonly host: Host;
  readonly target: Target;
  readonly policy: Policy;
  readonly accept: Accept;
  /** The owners want it whatever it takes. */
  readonly must: boolean;
  readonly progress?: Tell | undefined;
}

/**
 * To be called with the target's lock held. `isProved`: the backup itself was restored and holds all. Throws `no-way-back`
 * where it cannot come back, and what `accept` throws.
 */
export async function proveBeforeLoss(proving: Proving, entry: GoodEntry): Promise<{ readonly isProved: boolean }> {
  const { host, policy, target, must } = proving;
  if (entry.manifest.check === 'verified') return { isProved: await standsStill(proving) };
  const own = goodOf(await listBackups(host, policy.backup.repository), target.identity).filter(
    ({ id }) => id !== entry.id,
  );
  if (!must && own.some((before) => isProofOf(before, entry, host.now()))) {
    await standsStill(proving);
    return { isProved: false };
  }
  const seconds = estimateProof(own, entry);
  if (must || seconds <= policy.backup.proofSeconds) return { isProved: await restoreOnce(proving, entry) };
  await standsStill(proving);
  const most = `more than the policy's backup.proofSeconds (${policy.backup.proofSeconds})`;
  const takes = Number.isFinite(seconds) ? `about ${formatDuration(seconds * 1000)}, ${most}` : 'nobody knows how long';
  print(
    host,
    note(
      'backup-unverified',
      `The backup was read through, and all that decides whether it can come back was asked of the server. It was not restored: that would take ${takes}.`,
    ),
  );
  return { isProved: false };
}

/** A proof of another time says nothing on rights, space and extensions. */
async function standsStill({ host, policy, target }: Proving): Promise<true> {
  const obstacles = (await findObstacles(host, policy, target)).filter(({ reach }) => reach !== 'unseen');
  if (obstacles.length > 0) throw noWayBack(obstacles);
  return true;
}

/** Restored within a day by the same kind of engine, and with the same contents, row by row. */
function isProofOf({ manifest: before }: GoodEntry, { manifest }: GoodEntry, now: Date): boolean {
  if (before.check !== 'verified' || before.verified === undefined) return false;
  const age = now.getTime() - Date.parse(before.verified.at);
  if (!(age >= 0 && age <= keptFor) || before.engine !== manifest.engine || !hasDigests(manifest)) return false;
  return findDifferences(before, manifest).length === 0;
}

async function restoreOnce({ host, policy, target, accept, progress }: Proving, entry: GoodEntry): Promise<boolean> {
  const { verifiedBut } = await verifyUnderLock({ host, target, policy, entry, progress }).catch(
    async (error: unknown) => {
      throw await inOwnWords({ host, policy, target }, entry, error);
    },
  );
  if (verifiedBut === undefined) return true;
  await accept(entry.id, verifiedBut.omissions);
  return false;
}

/** What failed, with what the server says of rights: the error of a loading program names the first thing alone. */
async function inOwnWords(
  { host, policy, target }: Pick<Proving, 'host' | 'policy' | 'target'>,
  { id }: GoodEntry,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof InterlockError) || error.code === 'locked') return error;
  const obstacles = await findObstacles(host, policy, target).catch(() => []);
  const told = obstacles.filter(({ reach }) => reach !== 'unseen').map(({ what, why }) => `${what}: ${why}.`);
  return new InterlockError('no-way-back', {
    why: [`Restored beside the database, ${id} did not come back. ${error.why}`, ...told].join(' '),
    next: [...new Set([...error.next, ...obstacles.flatMap(({ next }) => next)])],
    cause: error,
  });
}

/** The same of a backup that was made earlier in a run, before something less. Takes the target's lock. */
export async function proveMade(proving: Proving, id: string): Promise<void> {
  const { host, policy, target } = proving;
  const { repository, lockTimeoutMs: timeoutMs } = policy.backup;
  const entry = await findBackup(host, policy, target, id);
  const lock = { repository, identity: target.identity, what: `proving ${id}`, writes: id, timeoutMs };
  await withLock(host, lock, (beat) => beat.work(() => proveBeforeLoss(proving, entry)));
}
