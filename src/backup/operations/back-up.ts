/** The step `back up`: a copy that was read back, or a reason why none was due. */
import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import type { Policy, RepositoryPlace } from '../../policy/policy.ts';
import { redactArgv } from '../../secrets/redact.ts';
import type { Backup, BackupNeed, Held, Target } from '../../types.ts';
import type { Tell } from '../../ui/step.ts';
import { formatBytes } from '../../ui/units.ts';
import { needEngine } from '../engines/registry.ts';
import { newBackupId } from '../manifest/format.ts';
import type { BackupManifest } from '../manifest/manifest.ts';
import { withLock } from '../repository/lock.ts';
import type { Beat } from '../repository/lock-beat.ts';
import { stagingOf } from '../repository/place.ts';
import type { GoodEntry } from '../repository/read.ts';
import { openRepository, type Pin, type WrittenBackup, writeBackup } from '../repository/write.ts';
import { expireBackups, removeLeftovers } from '../retention/retention.ts';
import { engineContext } from './engine-context.ts';
import { backupFault } from './faults.ts';
import { findUnchanged } from './find-unchanged.ts';
import { type ProjectFiles, toText } from './project-files.ts';
import { tidy } from './tidy.ts';

export interface BackUpRequest {
  readonly host: Host;
  readonly target: Target;
  readonly policy: Policy;
  /** `reason` becomes part of the folder's name: `before migrate reset`. Secrets are taken out of `argv` here. */
  readonly why: { readonly reason: string; readonly argv: readonly string[]; readonly note?: string };
  readonly kind: BackupManifest['kind'];
  readonly need: Exclude<BackupNeed, 'none'>;
  /** Called where a `cheap` backup would not be cheap, with the reason, without a full stop: true makes it all the same. */
  readonly isWantedAnyway?: (why: string) => Promise<boolean>;
  readonly pin?: Pin | undefined;
  /** Called with the target's lock held when the backup is whole. Where it throws, the request fails. */
  readonly after?: (backup: Backup) => Promise<void>;
  /** Lets a backup that says what this one would say stand in its place; undefined: one is made whatever was before. */
  readonly unlessUnchanged?: { readonly mustBeVerified: boolean } | undefined;
  /** The project's files as they are, to be kept with it. */
  readonly project?: ProjectFiles | undefined;
  readonly progress?: Tell | undefined;
}

export type BackUpResult =
  /** `unchanged`: of the backup that stands, where none had to be made. */
  | { readonly status: 'made'; readonly backup: Backup; readonly held: Held; readonly unchanged?: BackupManifest }
  | { readonly status: 'skipped'; readonly because: string; readonly isLarge: boolean };

/** Throws `backup-failed`, `tool-missing`, or `locked` while another command works on the same target. */
export async function backUp(request: BackUpRequest): Promise<BackUpResult> {
  const { host, target, policy, why } = request;
  const ready = await prepareBackUp(request);
  if ('because' in ready) return { status: 'skipped', ...ready };
  const { repository, lockTimeoutMs: timeoutMs } = policy.backup;
  const { identity } = target;
  try {
    await openRepository(host, repository);
    const lock = { repository, identity, what: `a backup (${why.reason})`, writes: ready.id, timeoutMs };
    return await withLock(host, lock, async (beat) => {
      const { after } = request;
      const standing = await beat.work(async () => ready.findUnchanged?.());
      if (standing) {
        if (after) await beat.work(() => after(standing));
        return { status: 'made', backup: standing, held: standing.manifest, unchanged: standing.manifest };
      }
      const { held, ...backup } = await beat.work(() => ready.run([], beat.progress));
      if (after) await beat.work(() => after(backup));
      return { status: 'made', backup, held };
    });
  } catch (error) {
    throw backupFault(error, repository);
  }
}

/**
 * A backup that is due. `run` wants the repository open and the lock of `id` held; `spare`: backups that must stay.
 * `beat`: for those who wait for the lock.
 */
export interface DueBackup {
  readonly id: string;
  run(spare: readonly string[], beat: Beat['progress']): Promise<WrittenBackup>;
  /** One that says the same, where the request lets it stand in the place of this one. */
  findUnchanged?(): Promise<GoodEntry | undefined>;
}

interface Undue {
  readonly because: string;
  /** There is something to back up, and it is not cheap. */
  readonly isLarge: boolean;
}

/** Asks the server and the disk, and writes nothing. */
export async function prepareBackUp(request: BackUpRequest): Promise<DueBackup | Undue> {
  const { host, target, policy, why, kind, pin } = request;
  const { repository, cheapBytes, keep, bounds } = policy.backup;
  const engine = await needEngine(target, policy);
  let estimated = 0;
  const context = await engineContext(host, policy, target);
  const preflight = await engine.preflight(context);
  estimated = preflight.estimatedBytes;
  if (!preflight.exists)
    return { because: `${target.label} does not exist: there is nothing there yet`, isLarge: false };
  if (request.need === 'cheap' && estimated > cheapBytes) {
    const sizes = `${formatBytes(estimated)} are more than ${formatBytes(cheapBytes)}`;
    const because = `${target.label} is large: ${sizes}, the policy's backup.cheapBytes`;
    if (!(await request.isWantedAnyway?.(because))) return { because, isLarge: true };
  }
  const id = newBackupId(host.now(), target.identity, why.reason);
  const project = toText(request.project);
  const run: DueBackup['run'] = async (spare, beat) => {
    const progress: Tell = (step) => {
      beat(step.done);
      request.progress?.(step);
    };
    await removeLeftovers(host, repository);
    await needSpace(host, repository, estimated);
    const words = { ...why, argv: redactArgv(why.argv, [target.url]) };
    const backup = await writeBackup({
      repository,
      id,
      engine,
      context: { ...context, progress },
      kind,
      why: words,
      pin,
      project,
    });
    // Copies that a killed command left, and those that an undo kept a day ago.
    await tidy(engine, context, repository);
    if (kind === 'automatic') {
      // The new backup is whole whatever becomes of the old ones; what could not be removed is tried again next time.
      await expireBackups(host, { repository, identity: target.identity, keep, bounds, newest: id, spare }).catch(
        () => {},
      );
    }
    return backup;
  };
  const wanted = request.unlessUnchanged;
  if (!wanted) return { id, run };
  const about = { host, policy, engine, context, project, pin, estimated, ...wanted };
  return { id, run, findUnchanged: () => findUnchanged(about) };
}

async function needSpace(host: Host, place: RepositoryPlace, estimated: number): Promise<void> {
  const repository = stagingOf(place);
  const { bavail, bsize } = await host.fs.promises.statfs(repository);
  const free = bavail * bsize;
  if (free >= estimated) return;
  throw new InterlockError('backup-failed', {
    why: `The backup may take ${formatBytes(estimated)}, and ${repository} has ${formatBytes(free)} left.`,
    next: [
      'Free some space on the disk that holds this folder.',
      'Or let "backup.repository" in prisma-interlock.json name a folder elsewhere.',
    ],
  });
}
