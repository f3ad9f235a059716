/** What the policy wants of a backup that has just been made: its proof, and a snapshot beside it. */
import { isProtected } from '../../../policy/matrix.ts';
import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Backup, EnvironmentName, Target } from '../../types.ts';
import { note } from '../../ui/notes.ts';
import { exceptFor, omissionsOf } from '../../ui/omissions.ts';
import { print } from '../../ui/print.ts';
import type { Tell } from '../../ui/step.ts';
import { needEngine } from '../engines/registry.ts';
import { rewriteManifest } from '../manifest/rewrite.ts';
import type { GoodEntry } from '../repository/read.ts';
import { engineContext } from './engine-context.ts';
import { findBackup } from './find-backup.ts';
import { type Accept, proveBeforeLoss } from './prove.ts';
import { verifyUnderLock } from './verify.ts';

/** What is to come after the backup: where it destroys, that it can come back has to be known. */
export interface Coming {
  readonly destroys: boolean;
  readonly accept: Accept;
}

interface Made {
  readonly host: Host;
  readonly target: Target;
  readonly policy: Policy;
  readonly environment: EnvironmentName;
  readonly progress?: Tell;
  readonly coming?: Coming;
}

/**
 * To be called with the target's lock held, of a backup that was made now or stands for one. Gives whether it was proved. Throws `backup-failed`, and before what destroys
 * `no-way-back`: then nothing may run.
 */
export async function afterBackup(made: Made, { id }: Backup): Promise<{ readonly verified: boolean }> {
  const { host, target, policy, environment, coming } = made;
  const { verify, snapshot } = policy.backup;
  const isWanted = verify?.[environment];
  const wantsSnapshot = snapshot?.[environment] === true && !isProtected(environment);
  const accept = coming?.destroys ? coming.accept : undefined;
  const isTried = !accept && (isWanted ?? (isProtected(environment) && (await isSmall(made))));
  if (!accept && !isTried && !wantsSnapshot) return { verified: false };
  const entry = await findBackup(host, policy, target, id);
  const must = isWanted === true;
  const verified = accept
    ? (await proveBeforeLoss({ host, target, policy, accept, must, progress: made.progress }, entry)).isProved
    : isTried && (entry.manifest.check === 'verified' || (await prove(made, entry, must)));
  if (wantsSnapshot && entry.manifest.beside === undefined) await keepSnapshot(made, entry);
  return { verified };
}

async function isSmall(made: Made): Promise<boolean> {
  const engine = await needEngine(made.target, made.policy);
  // It restores a whole cluster to prove one database, and tells the size of neither.
  if (engine.name === 'pgbackrest') return false;
  const { estimatedBytes } = await engine.preflight(await engineContext(made.host, made.policy, made.target));
  return estimatedBytes <= made.policy.backup.cheapBytes;
}

/** `must`: the policy wants it. Else one that cannot be proved here is still one that was read through. */
async function prove({ host, target, policy, progress }: Made, entry: GoodEntry, must: boolean): Promise<boolean> {
  try {
    const { verifiedBut } = await verifyUnderLock({ host, target, policy, entry, progress });
    if (verifiedBut === undefined) return true;
    print(host, omissionsOf(entry.id, verifiedBut.omissions));
    throw new InterlockError('restore-refused', {
      why: `It can be restored${exceptFor(verifiedBut.omissions)}, which only a person can accept.`,
    });
  } catch (error) {
    if (!(error instanceof InterlockError)) throw error;
    if (must || error.code === 'verify-failed') {
      throw new InterlockError('backup-failed', {
        what: 'The backup was made and could not be proved by restoring it, so nothing was run.',
        why: error.why,
        next: error.next,
        cause: error,
      });
    }
    print(host, note('backup-unverified', `The backup was read through, not restored: ${error.why}`));
    return false;
  }
}

/** The dump is the backup; where the server cannot copy now, that is a line and no more. */
async function keepSnapshot(made: Made, entry: GoodEntry): Promise<void> {
  const { host, target, policy } = made;
  const engine = await needEngine(target, policy);
  if (!engine.snapshots) return;
  try {
    const at = host.now();
    const name = await engine.snapshots.take(await engineContext(host, policy, target), entry.manifest, at);
    await rewriteManifest(host, entry, (manifest) => ({
      ...manifest,
      beside: { name, at: at.toISOString() },
    }));
  } catch (error) {
    const why = error instanceof InterlockError ? error.why : (error as Error).name;
    print(host, note('snapshot-skipped', `No snapshot was made beside the backup: ${why}`));
  }
}
