/** Backs up a database that cannot be read as a whole: what can be had, with a list of what is missing. */
import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import { redactArgv } from '../../secrets/redact.ts';
import type { Backup } from '../../types.ts';
import type { BackupEngine } from '../engines/contract.ts';
import { engineFor } from '../engines/registry.ts';
import { newBackupId } from '../manifest/format.ts';
import { withLock } from '../repository/lock.ts';
import { openRepository, writeBackup } from '../repository/write.ts';
import { removeLeftovers } from '../retention/retention.ts';
import { type BackUpRequest, type BackUpResult, backUp } from './back-up.ts';
import { backupFault } from './faults.ts';
import { toText } from './project-files.ts';

export interface Salvaged {
  readonly backup: Backup;
  /** Never empty. */
  readonly incomplete: readonly string[];
  /** Why no whole backup could be made; a sentence. */
  readonly because: string;
}

type Result = BackUpResult | ({ readonly status: 'partial' } & Salvaged);

/** A whole backup where one can be made. Throws `backup-failed` where nothing can be saved, and `locked`. */
export async function backUpBroken(request: BackUpRequest): Promise<Result> {
  const { host, target, policy, why } = request;
  const { repository, lockTimeoutMs: timeoutMs } = policy.backup;
  const reason = (await findDamage(request)) ?? (await backUp(request).catch(faultOfDatabase));
  if (!(reason instanceof InterlockError)) return reason;
  const id = newBackupId(host.now(), target.identity, why.reason);
  const lock = { repository, identity: target.identity, what: `a backup (${why.reason})`, writes: id, timeoutMs };
  try {
    await openRepository(host, repository);
    return await withLock(host, lock, async (beat) => {
      return { status: 'partial', ...(await beat.work(() => salvage(request, id, reason))) };
    });
  } catch (error) {
    throw backupFault(error, repository);
  }
}

/** Looked for before a whole backup is tried, which would write to the file: a log is folded in when SQLite closes it. */
export async function findDamage({ host, target }: BackUpRequest): Promise<InterlockError | undefined> {
  const native = await engineFor(target.identity.provider);
  const why = await native?.findDamage?.({ host, target });
  return why === undefined ? undefined : new InterlockError('backup-failed', { why: `${target.label}: ${why}.` });
}

/** To be called with the repository open and the target's lock held. `error`: of the whole backup. */
export async function salvage(request: BackUpRequest, id: string, error: InterlockError): Promise<Salvaged> {
  const { host, target, policy, why } = request;
  const { repository } = policy.backup;
  const native = await engineFor(target.identity.provider);
  if (!native?.salvage) throw error;
  await removeLeftovers(host, repository);
  const engine = salvaging(host, native, native.salvage, error.why);
  const context = { host, target, progress: request.progress };
  const words = { ...why, argv: redactArgv(why.argv, [target.url]) };
  const { kind, pin } = request;
  const project = toText(request.project);
  const backup = await writeBackup({ repository, id, engine, context, kind, why: words, pin, project });
  return { backup, incomplete: engine.incomplete(), because: error.why };
}

/** A missing tool, too, leaves a database that a session alone may read. */
function faultOfDatabase(error: unknown): InterlockError {
  const isOne = error instanceof InterlockError && (error.code === 'backup-failed' || error.code === 'tool-missing');
  if (isOne) return error;
  throw error;
}

function salvaging(
  host: Host,
  native: BackupEngine,
  save: NonNullable<BackupEngine['salvage']>,
  because: string,
): BackupEngine & { incomplete(): readonly string[] } {
  let incomplete: readonly string[] = [];
  return {
    ...native,
    async dump(context, folder) {
      await reserve(host, folder);
      const dump = await save(context, folder);
      // Whatever kept a whole backup from being made: this is none.
      incomplete = dump.incomplete?.length
        ? dump.incomplete
        : [`nothing that is known, yet a whole backup failed: ${because}`];
      return { ...dump, incomplete };
    },
    incomplete: () => incomplete,
  };
}

/**
 * Keeps room for the manifest, whatever else fills the disk: a file that is removed with everything that no dump names,
 * before the manifest is written.
 */
async function reserve(host: Host, folder: string): Promise<void> {
  await host.fs.promises.writeFile(`${folder}/reserve`, Buffer.alloc(1 << 18, 1), { flag: 'wx', mode: 0o600 });
}
