import { isProtected } from '../../../policy/matrix.ts';
import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import type { Policy } from '../../policy/policy.ts';
import { findProjectRoot } from '../../project/root.ts';
import type { BackupOf, Invocation, Judgement, Target } from '../../types.ts';
import { backupMade, backupReused, backupSkipped, backupUnchanged } from '../../ui/notes.ts';
import { print } from '../../ui/print.ts';
import { startProgress } from '../../ui/progress.ts';
import { pinBefore } from '../retention/migration-pin.ts';
import { findReusable, mayReuse } from '../retention/reuse.ts';
import { afterBackup, type Coming } from './after-backup.ts';
import { backUp } from './back-up.ts';
import { lineMark } from './mark-line.ts';
import { readProject } from './project-files.ts';
import type { Accept } from './prove.ts';

/** What is known of what is to come after the backups. */
export interface Prospect {
  /** It destroys: that each backup can come back has to be known first. */
  readonly destroys: boolean;
  readonly accept: Accept;
  /**
   * Called where a backup is due only while it is cheap, and this one is not; `why` has no full stop. It is made where this
   * gives true, and left where it gives false. Throws where a person says no.
   */
  readonly isWantedAnyway: (target: Target, why: string) => Promise<boolean>;
  /** Whether that none was made for that reason has been said before. */
  readonly isTold: (target: Target) => boolean;
}

export interface Backups {
  readonly made: readonly BackupOf[];
  /** Labels of those of which none was made because that is not cheap. */
  readonly passedOver: readonly string[];
}

/**
 * Backs up every database that the command would reach, as the decision demands. Throws `backup-failed`,
 * `tool-missing`, `locked`, `no-way-back`: then the command must not run.
 */
export async function backUpBefore(
  host: Host,
  judgement: Judgement,
  policy: Policy,
  prospect: Prospect,
): Promise<Backups> {
  const { decision, resolution } = judgement;
  if (decision.backup === 'none') return { made: [], passedOver: [] };
  if (resolution?.problem !== undefined) {
    throw new InterlockError('backup-failed', {
      why: `It is not known which database to back up: ${resolution.problem}`,
      next: ['Run `prisma migrate status`: it says what Prisma makes of the project.'],
    });
  }
  const made: BackupOf[] = [];
  const passedOver: string[] = [];
  for (const target of resolution?.targets ?? []) {
    const backup = await backUpOne(host, judgement, policy, prospect, target);
    if (backup === 'not cheap') passedOver.push(target.label);
    else if (backup) made.push({ ...backup, of: target.label });
  }
  return { made, passedOver };
}

async function backUpOne(
  host: Host,
  judgement: Judgement,
  policy: Policy,
  { destroys, accept, isWantedAnyway, isTold }: Prospect,
  target: Target,
): Promise<Omit<BackupOf, 'of'> | 'not cheap' | undefined> {
  const { decision, environment, invocation } = judgement;
  const pin = pinBefore(invocation.command);
  const mark = lineMark(host, invocation, policy, target);
  const fresh = mayReuse(judgement, policy) ? await findReusable(host, target, policy, pin) : undefined;
  if (fresh) {
    await mark.alone();
    print(host, backupReused(host.now().getTime() - Date.parse(fresh.manifest.time)));
    return { id: fresh.id, path: fresh.path, size: fresh.size };
  }
  const begun = host.now().getTime();
  const progress = startProgress(host, `Backing up ${target.label}`);
  const coming: Coming = {
    destroys,
    accept: (...asked) => {
      progress.pause();
      return accept(...asked);
    },
  };
  let verified = false;
  const result = await backUp({
    host,
    target,
    policy,
    why: {
      reason: `before ${invocation.command || invocation.program}`,
      argv: [invocation.program, ...invocation.argv],
    },
    kind: 'automatic',
    need: decision.backup === 'none' ? 'always' : decision.backup,
    isWantedAnyway: (why) => {
      progress.pause();
      return isWantedAnyway(target, why);
    },
    pin,
    project: readProject(host, findProjectRoot(host), schemaOf(invocation)),
    unlessUnchanged: { mustBeVerified: isProtected(environment.name) },
    after: async (backup) => {
      ({ verified } = await afterBackup(
        { host, target, policy, environment: environment.name, coming, progress: progress.tell },
        backup,
      ));
      await mark.under();
    },
    progress: progress.tell,
  }).finally(() => progress.stop());
  if (result.status === 'skipped') {
    await mark.alone();
    if (!result.isLarge || !isTold(target)) print(host, backupSkipped(result.because));
    return result.isLarge ? 'not cheap' : undefined;
  }
  const { backup, held, unchanged } = result;
  const milliseconds = host.now().getTime() - begun;
  print(host, unchanged ? backupUnchanged(unchanged) : backupMade({ ...backup, verified, milliseconds }));
  return { id: backup.id, path: backup.path, size: backup.size, held };
}

function schemaOf({ options: { schema } }: Invocation): string | undefined {
  return Array.isArray(schema) ? (schema as readonly string[]).at(-1) : undefined;
}
