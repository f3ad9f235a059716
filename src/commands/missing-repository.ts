import path from 'node:path';
import { isRepositoryThere, nameOf } from '../backup/index.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import type { Policy } from '../policy/policy.ts';
import { findProjectRoot } from '../project/root.ts';
import { readAudit } from '../record/read-audit.ts';

/**
 * False where there is no repository yet and none has to be: the first backup makes it. Throws `backup-failed` where there
 * should be one, because the policy names its place, or the log of this project tells of backups.
 */
export async function needRepository(host: Host, { backup: { repository } }: Policy): Promise<boolean> {
  if (await isRepositoryThere(host, repository)) return true;
  const root = findProjectRoot(host);
  const isNamed = repository !== path.join(root, 'backups');
  const made = readAudit(host, root).findLast(({ backups }) => backups.length > 0);
  if (!isNamed && made === undefined) return false;
  throw new InterlockError('backup-failed', {
    what: 'The repository of the backups is not there.',
    why:
      made === undefined
        ? `The policy names ${nameOf(repository)}, and there is none. The first backup makes it.`
        : `There is none in ${nameOf(repository)}, and ${made.line} was backed up (${made.begun.toISOString()}).`,
    next: ['Where it was moved, let "backup.repository" in prisma-interlock.json name its new place.'],
    state: 'Nothing was changed.',
  });
}
