/**
 * Restores beside, compares with the manifest, swaps in, compares again. Until the swap the target is only read,
 * and by then its present state is a backup of its own.
 */
import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import type { RepositoryPlace } from '../../policy/policy.ts';
import type { Backup } from '../../types.ts';
import { newBackupId } from '../manifest/format.ts';
import type { BackupManifest } from '../manifest/manifest.ts';
import { rewriteManifest } from '../manifest/rewrite.ts';
import { beforeRestore, beforeUndo } from '../manifest/whole.ts';
import { withLock } from '../repository/lock.ts';
import type { Beat } from '../repository/lock-beat.ts';
import { openRepository, type Pin } from '../repository/write.ts';
import { type BackUpRequest, prepareBackUp } from './back-up.ts';
import { findDamage, salvage } from './back-up-broken.ts';
import { backupFault } from './faults.ts';
import { refuseOther, withIntact } from './find-backup.ts';
import { openSnapshot } from './open-snapshot.ts';
import { type Replaced, replace, replaceBySnapshot } from './replace.ts';
import type { RestoreRequest } from './restore-request.ts';

/** Longer than what an undo replaced is kept: this backup says whether the undo succeeded, and so whether that may go. */
const undoPin: Pin = { days: 2, why: beforeUndo };

export interface Restored extends Replaced {
  readonly manifest: BackupManifest;
  /** The state that was replaced; undefined where the database did not exist. */
  readonly before: Backup | undefined;
}

/** Throws `restore-refused` with the target as it was, `backup-failed` where its present state cannot be kept. */
export async function restoreBackup(request: RestoreRequest): Promise<Restored> {
  const { host, target, policy, entry } = request;
  const { repository, lockTimeoutMs: timeoutMs } = policy.backup;
  refuseOther(entry, target, request.ontoOther);
  const reason = request.undo ? beforeUndo : beforeRestore;
  const due = await preparePresent({
    host,
    target,
    policy,
    why: { reason, argv: request.argv },
    kind: 'automatic',
    need: 'mandatory',
    pin: request.undo && undoPin,
    project: request.undo?.project,
    progress: request.progress,
  });
  const writes = 'id' in due ? due.id : newBackupId(host.now(), target.identity, reason);
  const lock = { repository, identity: target.identity, what: `the restore of ${entry.id}`, writes, timeoutMs };
  try {
    await openRepository(host, repository);
    return await withLock(host, lock, (beat) =>
      beat.work(async () => {
        const put = async (swap: (before: Backup | undefined) => Promise<Replaced>) => {
          const before = await keepPresent(due, repository, entry.id, beat);
          request.begin?.(before);
          const replaced = await swap(before);
          await noteReplaced(host, repository, before);
          return { manifest: entry.manifest, before, ...replaced };
        };
        // Then nothing of the dump is needed, which may take long to read.
        const snapshot = request.undo && (await openSnapshot(host, policy, target, entry));
        if (snapshot) return await put((before) => replaceBySnapshot(request, snapshot, before));
        const load = (folder: string) => put((before) => replace(request, folder, before));
        return await withIntact(host, entry, load, request.progress);
      }),
    );
  } catch (error) {
    throw backupFault(error, repository);
  }
}

/** Of a damaged database, which is what a restore is for, as much as can be had: the engine keeps the damaged one as well. */
async function preparePresent(request: BackUpRequest): ReturnType<typeof prepareBackUp> {
  const damage = await findDamage(request);
  if (damage === undefined) return prepareBackUp(request);
  const id = newBackupId(request.host.now(), request.target.identity, request.why.reason);
  return { id, run: async () => (await salvage(request, id, damage)).backup };
}

async function keepPresent(
  due: Awaited<ReturnType<typeof prepareBackUp>>,
  repository: RepositoryPlace,
  restored: string,
  beat: Beat,
): Promise<Backup | undefined> {
  if (!('run' in due)) return undefined;
  try {
    // Retention may be about to remove the very backup that is being restored.
    return await due.run([restored], beat.progress);
  } catch (error) {
    const fault = backupFault(error, repository);
    const what = 'The restore was not done: the present state could not be backed up first.';
    throw new InterlockError(fault.code, { what, why: fault.why, next: fault.next, cause: error });
  }
}

/** Where it cannot be noted, what was replaced is kept for longer than a day, and the next undo looks at the contents. */
async function noteReplaced(host: Host, repository: RepositoryPlace, before: Backup | undefined): Promise<void> {
  if (before === undefined) return;
  const replacedAt = host.now().toISOString();
  await rewriteManifest(host, { id: before.id, repository }, (manifest) => ({ ...manifest, replacedAt })).catch(
    () => {},
  );
}
