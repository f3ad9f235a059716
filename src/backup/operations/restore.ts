/**
 * Restores beside, compares with the manifest, swaps in, compares again. Until the swap the target is only read,
 * and by then its present state is a backup of its own.
 */
import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import type { RepositoryPlace } from '../../policy/policy.ts';
import type { Backup } from '../../types.ts';
import type { BackupManifest } from '../manifest/manifest.ts';
import { rewriteManifest } from '../manifest/rewrite.ts';
import { beforeRestore, beforeUndo } from '../manifest/whole.ts';
import { withLock } from '../repository/lock.ts';
import type { Beat } from '../repository/lock-beat.ts';
import { findRuns, waitForRuns } from '../repository/runs.ts';
import { openRepository, type Pin } from '../repository/write.ts';
import { backupFault } from './faults.ts';
import { missingText, refuseOther, withIntact } from './find-backup.ts';
import { type DuePresent, type Present, preparePresent, type Unsaved } from './keep-present.ts';
import { openSnapshot } from './open-snapshot.ts';
import { type Replaced, replace, replaceBySnapshot } from './replace.ts';
import type { RestoreRequest } from './restore-request.ts';

/** Longer than what an undo replaced is kept: this backup says whether the undo succeeded, and so whether that may go. */
const undoPin: Pin = { days: 2, why: beforeUndo };

export interface Restored extends Replaced, Present {
  readonly manifest: BackupManifest;
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
  const lock = { repository, identity: target.identity, what: `the restore of ${entry.id}`, writes: due.id, timeoutMs };
  try {
    await openRepository(host, repository);
    for (;;) {
      await waitForRuns(host, lock, timeoutMs);
      const restored = await withLock(host, lock, async (beat) => {
        // Whoever began before us goes on without the lock. It is not held meanwhile: what it starts may want it.
        if ((await findRuns(host, lock)).length > 0) return undefined;
        return beat.work(() => restoreUnderLock(request, due, beat));
      });
      if (restored) return restored;
    }
  } catch (error) {
    throw backupFault(error, repository);
  }
}

async function restoreUnderLock(request: RestoreRequest, due: DuePresent, beat: Beat): Promise<Restored> {
  const { host, target, policy, entry } = request;
  const { repository } = policy.backup;
  const put = async (swap: (present: Present) => Promise<Replaced>) => {
    const present = await due.keep(entry.id, beat, request.acceptLoss ?? refuseLoss);
    request.begin?.(present.before);
    const replaced = await swap(present);
    await noteReplaced(host, repository, present.before);
    return { manifest: entry.manifest, ...present, ...replaced };
  };
  // Then nothing of the dump is needed, which may take long to read.
  const snapshot = request.undo && (await openSnapshot(host, policy, target, entry, request.tell));
  if (snapshot) return await put((present) => replaceBySnapshot(request, snapshot, present));
  const load = (folder: string) => put((present) => replace(request, folder, present));
  return await withIntact(host, entry, load, request.progress);
}

/** Where it cannot be noted, what was replaced is kept for longer than a day, and the next undo looks at the contents. */
async function noteReplaced(host: Host, repository: RepositoryPlace, before: Backup | undefined): Promise<void> {
  if (before === undefined) return;
  const replacedAt = host.now().toISOString();
  await rewriteManifest(host, { id: before.id, repository }, (manifest) => ({ ...manifest, replacedAt })).catch(
    () => {},
  );
}

/** Nobody is there who could agree to it. */
function refuseLoss({ because, incomplete }: Unsaved): Promise<never> {
  throw new InterlockError('restore-refused', {
    what: 'The restore was not done: the present state is damaged, and not everything of it could be saved.',
    why: `${because} ${missingText(incomplete)}`,
  });
}
