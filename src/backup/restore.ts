/**
 * Restores beside, compares with the manifest, swaps in, compares again. Until the swap the target is only read,
 * and by then its present state is a backup of its own.
 */
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import type { Backup, Policy, RepositoryPlace, Target } from '../types.ts';
import { type BackUpRequest, prepareBackUp } from './back-up.ts';
import { findDamage, salvage } from './back-up-broken.ts';
import { findDifferences, summarize } from './compare.ts';
import type { Beside, Contents, EngineContext } from './contract.ts';
import { engineOf } from './engines.ts';
import { backupFault } from './faults.ts';
import { refuseOther, withIntact } from './find-backup.ts';
import type { ProjectFiles } from './project-files.ts';
import { recordedContents } from './recorded-contents.ts';
import { newBackupId } from './repository/format.ts';
import { withLock } from './repository/lock.ts';
import { asDump, type Manifest } from './repository/manifest.ts';
import type { GoodEntry } from './repository/read.ts';
import { openRepository } from './repository/write.ts';
import { scratchOwner } from './scratch-owner.ts';

export interface RestoreRequest {
  readonly host: Host;
  readonly target: Target;
  readonly policy: Policy;
  /** What `findBackup` found and a person agreed to. */
  readonly entry: GoodEntry;
  /** Whether a backup of another database may replace this one. */
  readonly ontoOther: boolean;
  /** The words after the program's name. */
  readonly argv: readonly string[];
  /** An undo keeps what it replaces for a day, and the project's files with the backup of the present state. */
  readonly undo?: { readonly project: ProjectFiles | undefined };
  readonly onProgress?: (bytes: number) => void;
}

export interface Restored {
  readonly manifest: Manifest;
  /** The state that was replaced; undefined where the database did not exist. */
  readonly before: Backup | undefined;
  /** Name of the database, or of the file, that was replaced and is kept; undefined where none is. */
  readonly kept: string | undefined;
}

/** Throws `restore-refused` with the target as it was, `backup-failed` where its present state cannot be kept. */
export async function restoreBackup(request: RestoreRequest): Promise<Restored> {
  const { host, target, policy, entry } = request;
  const { repository } = policy.backup;
  refuseOther(entry, target, request.ontoOther);
  const reason = request.undo ? 'before undo' : 'before restore';
  const due = await preparePresent({
    host,
    target,
    policy,
    why: { reason, argv: request.argv },
    kind: 'automatic',
    need: 'mandatory',
    project: request.undo?.project,
    onProgress: (bytes) => request.onProgress?.(bytes),
  });
  const writes = 'id' in due ? due.id : newBackupId(host.now(), target.identity, reason);
  const lock = { repository, identity: target.identity, what: `the restore of ${entry.id}`, writes };
  try {
    await openRepository(host, repository);
    return await withLock(host, lock, async () => {
      return await withIntact(host, entry, async (folder) => {
        const before = await keepPresent(due, repository, entry.id);
        const kept = await replace(request, folder, before);
        return { manifest: entry.manifest, before, kept };
      });
    });
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
): Promise<Backup | undefined> {
  if (!('run' in due)) return undefined;
  try {
    // Retention may be about to remove the very backup that is being restored.
    return await due.run([restored]);
  } catch (error) {
    const fault = backupFault(error, repository);
    const what = 'The restore was not done: the present state could not be backed up first.';
    throw new InterlockError(fault.code, { what, why: fault.why, next: fault.next, cause: error });
  }
}

async function replace(
  request: RestoreRequest,
  folder: string,
  before: Backup | undefined,
): Promise<string | undefined> {
  const { host, target, entry, policy } = request;
  const { manifest } = entry;
  const engine = await engineOf(manifest, target, policy);
  const owner = scratchOwner(host, policy.backup.repository, target.identity);
  const context: EngineContext = { host, target, owner, onProgress: (bytes) => request.onProgress?.(bytes) };
  const snapshot = request.undo && manifest.beside && (await engine.snapshots?.open(context, manifest.beside.name));
  // It was compared when it was made, and has let nobody in since.
  if (snapshot) return snapshot.swapKeeping(host.now()).catch((error) => Promise.reject(halfDone(error, before)));
  const recorded = await recordedContents(engine, context, folder, manifest);
  const beside = await engine.restoreBeside(context, folder, asDump(manifest));
  try {
    const differences = findDifferences(recorded, await beside.fingerprint());
    if (differences.length > 0) {
      throw new InterlockError('restore-refused', {
        why: `The restored copy is not what the backup recorded: ${summarize(differences)}.`,
        next: ['Choose another backup: `prisma-interlock list` shows them.'],
      });
    }
    const kept = await swap(beside, request).catch((error) => Promise.reject(halfDone(error, before)));
    const now = await engine.fingerprint(context).catch((error) => Promise.reject(unread(error, before)));
    compareInPlace(recorded, now, before);
    return kept;
  } finally {
    // A copy that is left is a nuisance; it must not hide how the restore ended.
    await beside.discard().catch(() => {});
  }
}

async function swap(beside: Beside, { host, undo }: RestoreRequest): Promise<string | undefined> {
  if (undo && beside.swapKeeping) return beside.swapKeeping(host.now());
  await beside.swapIn();
  return undefined;
}

function compareInPlace(recorded: Contents, now: Contents, before: Backup | undefined): void {
  const differences = findDifferences(recorded, now);
  if (differences.length === 0) return;
  throw new InterlockError('restore-refused', {
    what: 'The backup was restored, and the database now differs from it.',
    why: `${summarize(differences)}. Another program may have written to it in the meantime.`,
    state: replaced,
    next: wayBack(before),
  });
}

const replaced = 'The database was replaced by the backup.';

function wayBack(before: Backup | undefined): string[] {
  return before ? [`The state before the restore: \`prisma-interlock restore ${before.id}\`.`] : [];
}

/** An engine says itself what its swap left; of anything else nobody knows. */
function halfDone(error: unknown, before: Backup | undefined): InterlockError {
  if (error instanceof InterlockError) return error;
  return new InterlockError('restore-refused', {
    what: 'The restore failed while the backup was put in the place of the database.',
    why: `${(error as Error).name}. It is not known how far it came.`,
    state: 'The database may be the old one, the restored one, or missing.',
    next: wayBack(before),
    cause: error,
  });
}

function unread(error: unknown, before: Backup | undefined): InterlockError {
  return new InterlockError('restore-refused', {
    what: 'The backup was restored, but the database could not be compared with it.',
    why: error instanceof InterlockError ? error.why : (error as Error).name,
    state: replaced,
    next: wayBack(before),
    cause: error,
  });
}
