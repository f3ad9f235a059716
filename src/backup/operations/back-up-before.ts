import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import type { Policy } from '../../policy/policy.ts';
import { findProjectRoot } from '../../project/root.ts';
import type { BackupOf, Invocation, Judgement } from '../../types.ts';
import { backupMade, backupReused, backupSkipped } from '../../ui/notes.ts';
import { print } from '../../ui/print.ts';
import { startProgress } from '../../ui/progress.ts';
import { pinBefore } from '../retention/migration-pin.ts';
import { findReusable, mayReuse } from '../retention/reuse.ts';
import { afterBackup } from './after-backup.ts';
import { backUp } from './back-up.ts';
import { readProject } from './project-files.ts';

/**
 * Backs up every database that the command would reach, as the decision demands. Throws `backup-failed`,
 * `tool-missing`, `locked`: then the command must not run.
 */
export async function backUpBefore(host: Host, judgement: Judgement, policy: Policy): Promise<BackupOf[]> {
  const { decision, environment, invocation, resolution } = judgement;
  const { backup: need } = decision;
  if (need === 'none') return [];
  if (resolution?.problem !== undefined) {
    throw new InterlockError('backup-failed', {
      why: `It is not known which database to back up: ${resolution.problem}`,
      next: ['Run `prisma migrate status`: it says what Prisma makes of the project.'],
    });
  }
  const project = readProject(host, findProjectRoot(host), schemaOf(invocation));
  const backups: BackupOf[] = [];
  for (const target of resolution?.targets ?? []) {
    const pin = pinBefore(invocation.command);
    const fresh = mayReuse(judgement, policy) ? await findReusable(host, target, policy, pin) : undefined;
    if (fresh) {
      print(host, backupReused(fresh, host.now().getTime() - Date.parse(fresh.manifest.time)));
      backups.push({ id: fresh.id, path: fresh.path, size: fresh.size, of: target.label });
      continue;
    }
    const begun = host.now().getTime();
    const progress = startProgress(host, `Backing up ${target.label}`);
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
      need,
      pin,
      project,
      after: async (backup) => {
        ({ verified } = await afterBackup(
          { host, target, policy, environment: environment.name, progress: progress.tell },
          backup,
        ));
      },
      progress: progress.tell,
    }).finally(() => progress.stop());
    if (result.status === 'skipped') {
      print(host, backupSkipped(result.because));
      continue;
    }
    const { backup } = result;
    backups.push({ ...backup, of: target.label });
    print(host, backupMade({ ...backup, verified, milliseconds: host.now().getTime() - begun }));
  }
  return backups;
}

function schemaOf({ options: { schema } }: Invocation): string | undefined {
  return Array.isArray(schema) ? (schema as readonly string[]).at(-1) : undefined;
}
