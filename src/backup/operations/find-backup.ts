/** The backup that a person means, and whether it may be restored. */
import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import type { Policy } from '../../policy/policy.ts';
import { maybeSame } from '../../target/identity.ts';
import type { Target } from '../../types.ts';
import type { Tell } from '../../ui/step.ts';
import { goodOf, isWhole } from '../manifest/whole.ts';
import { entriesNamed, severalNamed } from '../repository/named.ts';
import { nameOf } from '../repository/place.ts';
import {
  type GoodEntry,
  isRepositoryThere,
  listBackups,
  verifyFiles,
  withPayloadWhileRead,
} from '../repository/read.ts';

/**
 * `word`: an id, its last characters behind the last `_`, or `latest` of this target. Throws `restore-refused` where it names
 * no good backup, or several.
 */
export async function findBackup(host: Host, policy: Policy, target: Target, word: string): Promise<GoodEntry> {
  const entries = await listBackups(host, policy.backup.repository);
  const latest = () => goodOf(entries, target.identity).filter(isWhole).slice(0, 1);
  const named = word === 'latest' ? latest() : entriesNamed(entries, word);
  const [entry] = named;
  if (entry?.state === 'good' && named.length === 1) return entry;
  const gone = entries.length === 0 && !(await isRepositoryThere(host, policy.backup.repository));
  const none = gone
    ? `There is no repository in ${nameOf(policy.backup.repository)}.`
    : `No good backup ${word === 'latest' ? `of ${target.label}` : `with the id "${word}"`} is in ${nameOf(policy.backup.repository)}.`;
  const damaged = entry?.state === 'damaged' ? `The backup ${entry.id} is damaged: ${entry.why}.` : none;
  throw new InterlockError('restore-refused', {
    why: named.length > 1 ? severalNamed(named, word) : damaged,
    next: ['`prisma-interlock list` shows those that can be restored.'],
  });
}

/** Reads every byte of a backup. Throws `restore-refused` where one is not as it was written. */
export async function needIntact(host: Host, entry: GoodEntry, tell?: Tell): Promise<void> {
  await verifyFiles(host, entry, tell).catch((error: unknown) => Promise.reject(damaged(entry, error)));
}

/** Runs with a local folder that holds the backup, every byte read. Throws as `needIntact`, before anything runs. */
export function withIntact<T>(
  host: Host,
  entry: GoodEntry,
  run: (folder: string) => Promise<T>,
  tell?: Tell,
): Promise<T> {
  const begin = async (folder: string, intact: Promise<void>) => {
    await intact;
    return run(folder);
  };
  return withUnread(host, entry, begin, tell);
}

/** The same at once: `intact` settles as `needIntact`, and `run` has to wait for it before it ends. */
export async function withUnread<T>(
  host: Host,
  entry: GoodEntry,
  run: (folder: string, intact: Promise<void>) => Promise<T>,
  tell?: Tell,
): Promise<T> {
  let isFetched = false;
  try {
    const begin = (folder: string, whole: Promise<void>) => {
      isFetched = true;
      const intact = whole.catch((error) => Promise.reject(damaged(entry, error)));
      intact.catch(() => {});
      return run(folder, intact);
    };
    return await withPayloadWhileRead(host, entry, begin, tell);
  } catch (error) {
    throw isFetched ? error : damaged(entry, error);
  }
}

function damaged(entry: GoodEntry, error: unknown): InterlockError {
  if (error instanceof InterlockError) return error;
  return new InterlockError('restore-refused', {
    why: `The backup ${entry.id} is damaged: ${(error as Error).message}.`,
    next: ['Choose another one: `prisma-interlock list` shows them.'],
    cause: error,
  });
}

/** What a partial backup lacks, a sentence: `Missing: table big: … rowid 250; and 3 more.` */
export function missingText(incomplete: readonly string[]): string {
  const more = incomplete.length > 3 ? [`and ${incomplete.length - 3} more`] : [];
  return `Missing: ${[...incomplete.slice(0, 3), ...more].join('; ')}.`;
}

/** Throws `restore-refused` where the backup is of another database and nobody asked for that, or of another kind. */
export function refuseOther(entry: GoodEntry, target: Target, ontoOther: boolean): void {
  const { identity, label } = entry.manifest.target;
  if (maybeSame(identity, target.identity)) return;
  const isSameKind = identity.provider === target.identity.provider;
  if (ontoOther && isSameKind) return;
  throw new InterlockError('restore-refused', {
    why: `The backup ${entry.id} is of ${label}, and the database here is ${target.label}.`,
    next: isSameKind
      ? [`To put a copy of ${label} in the place of ${target.label}, say so: --onto-other-database.`]
      : [`A backup of a ${identity.provider} database can only be restored into one of that kind.`],
  });
}
