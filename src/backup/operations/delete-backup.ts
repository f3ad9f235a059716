/** Removes one backup because a person says so. */
import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import type { Policy } from '../../policy/policy.ts';
import type { TargetIdentity } from '../../types.ts';
import type { BackupEntry } from '../manifest/entry.ts';
import { shortId } from '../manifest/format.ts';
import { goodOf, isWhole, pinText } from '../manifest/whole.ts';
import { withLock } from '../repository/lock.ts';
import { entriesNamed, severalNamed } from '../repository/named.ts';
import { nameOf } from '../repository/place.ts';
import { listBackups } from '../repository/read.ts';
import { removeBackups } from '../retention/retention.ts';

export interface Removal {
  readonly entry: BackupEntry;
  /** `newest`: no newer whole one of its database is there. `last`: none at all would be left. */
  readonly standing: 'last' | 'newest' | 'one of several';
}

type Place = Pick<Policy['backup'], 'repository' | 'lockTimeoutMs'>;

/** `word` as everywhere; a damaged one can be meant too. Throws `keep-refused` where it names none or several, or a pinned one. */
export async function findRemoval(host: Host, { repository }: Place, word: string): Promise<Removal> {
  const entries = await listBackups(host, repository);
  const named = entriesNamed(entries, word);
  const [entry] = named;
  if (entry === undefined || named.length > 1) {
    throw new InterlockError('keep-refused', {
      why: entry ? severalNamed(named, word) : `No backup with the id "${word}" is in ${nameOf(repository)}.`,
      next: ['`prisma-interlock list` shows the ids.'],
    });
  }
  if (entry.state === 'good' && isPinnedNow(entry, host.now())) {
    throw new InterlockError('keep-refused', {
      why: `The backup ${entry.id} is ${pinText(entry.manifest)}.`,
      next: [`Where it need not stay any more: prisma-interlock unpin ${shortId(entry.id)}`],
    });
  }
  return { entry, standing: standingOf(entry, entries) };
}

/**
 * Removes it if it still is what `removal` says, with the lock of its database held. Throws `locked`, and `keep-refused` where
 * it is pinned, gone or of another standing by now, or cannot be removed.
 */
export async function deleteBackup(host: Host, place: Place, removal: Removal): Promise<void> {
  const { repository, lockTimeoutMs: timeoutMs } = place;
  const { id } = removal.entry;
  const lock = { repository, identity: identityOf(removal.entry), what: `the removal of ${id}`, writes: '', timeoutMs };
  try {
    await withLock(host, lock, async () => {
      const { standing } = await findRemoval(host, place, id);
      if (standing !== removal.standing) throw new Error('other backups have come or gone meanwhile');
      await removeBackups(host, repository, [id]);
    });
  } catch (error) {
    if (error instanceof InterlockError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new InterlockError('keep-refused', {
      why: `The backup ${id} was not removed (${code ?? message}).`,
      next: ['`prisma-interlock list` shows what is there now.'],
      cause: error,
    });
  }
}

function isPinnedNow({ manifest }: Extract<BackupEntry, { state: 'good' }>, now: Date): boolean {
  const { pinned, pinnedUntil } = manifest;
  return pinned && (pinnedUntil === undefined || Date.parse(pinnedUntil) > now.getTime());
}

function standingOf(entry: BackupEntry, entries: readonly BackupEntry[]): Removal['standing'] {
  if (entry.state !== 'good' || !isWhole(entry)) return 'one of several';
  const whole = goodOf(entries, entry.manifest.target.identity).filter(isWhole);
  if (whole.length === 1) return 'last';
  return whole[0] === entry ? 'newest' : 'one of several';
}

/** Whose a damaged one is cannot be known: nobody else touches it, and its lock is its own. */
function identityOf(entry: BackupEntry): TargetIdentity {
  if (entry.state === 'good') return entry.manifest.target.identity;
  return { provider: 'unknown', host: '', port: 0, database: entry.id };
}
