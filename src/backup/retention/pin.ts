/** Keeps one backup from retention, or lets it go again. */
import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import type { Policy, RepositoryPlace } from '../../policy/policy.ts';
import type { BackupManifest } from '../manifest/manifest.ts';
import { rewriteManifest } from '../manifest/rewrite.ts';
import { withLock } from '../repository/lock.ts';
import { entriesNamed, severalNamed } from '../repository/named.ts';
import { nameOf } from '../repository/place.ts';
import { type GoodEntry, listBackups } from '../repository/read.ts';

/** Undefined: the backup is not pinned. Without `until`, an ISO time, it is until somebody unpins it. */
export type PinState =
  | { readonly until?: string | undefined; readonly why?: string | undefined; readonly by?: 'command' | undefined }
  | undefined;

/** `word`: an id, or its last four characters. Throws `keep-refused` where it names no good backup, or several. */
export async function findById(host: Host, repository: RepositoryPlace, word: string): Promise<GoodEntry> {
  const entries = await listBackups(host, repository);
  const named = entriesNamed(entries, word);
  const [entry] = named;
  if (entry?.state === 'good' && named.length === 1) return entry;
  const none = `No backup with the id "${word}" is in ${nameOf(repository)}.`;
  const damaged = entry?.state === 'damaged' ? `The backup ${entry.id} is damaged: ${entry.why}.` : none;
  throw new InterlockError('keep-refused', {
    why: named.length > 1 ? severalNamed(named, word) : damaged,
    next: ['`prisma-interlock list` shows the ids.'],
  });
}

/** Throws `locked`, and `keep-refused` where the manifest cannot be written. Gives the manifest as it is then. */
export async function setPin(
  host: Host,
  { repository, lockTimeoutMs: timeoutMs }: Pick<Policy['backup'], 'repository' | 'lockTimeoutMs'>,
  entry: GoodEntry,
  pin: PinState,
): Promise<BackupManifest> {
  const { identity } = entry.manifest.target;
  const lock = { repository, identity, what: `a pin of ${entry.id}`, writes: '', timeoutMs };
  try {
    return await withLock(host, lock, async () =>
      rewriteManifest(host, await findById(host, repository, entry.id), (manifest) => withPin(manifest, pin)),
    );
  } catch (error) {
    if (error instanceof InterlockError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new InterlockError('keep-refused', {
      why: `The manifest of ${entry.id} cannot be changed (${code ?? message}).`,
      next: ['`prisma-interlock status` shows the state of the backups.'],
      cause: error,
    });
  }
}

function withPin(
  { pinnedUntil: _until, pinnedWhy: _why, pinnedBy: _by, ...manifest }: BackupManifest,
  pin: PinState,
): BackupManifest {
  return {
    ...manifest,
    pinned: pin !== undefined,
    ...(pin?.until !== undefined && { pinnedUntil: pin.until }),
    ...(pin?.why !== undefined && { pinnedWhy: pin.why }),
    ...(pin?.by !== undefined && { pinnedBy: pin.by }),
  };
}
