import { InterlockError } from '../../errors/interlock-error.ts';
import type { RepositoryPlace } from '../../policy/policy.ts';
import { nameOf } from '../repository/place.ts';

/** Turns whatever went wrong at the repository into words that say what to do. */
export function backupFault(error: unknown, place: RepositoryPlace): InterlockError {
  const repository = nameOf(place);
  if (error instanceof InterlockError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const elsewhere = 'Or let "backup.repository" in prisma-interlock.json name a folder elsewhere.';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new InterlockError('backup-failed', {
      why: `There is no space left for backups in ${repository}.`,
      next: ['Free some space on the disk that holds this folder.', elsewhere],
      cause: error,
    });
  }
  if (['EROFS', 'EACCES', 'EPERM', 'ENOENT', 'ENOTDIR', 'EEXIST'].includes(code)) {
    return new InterlockError('backup-failed', {
      why: `Backups cannot be written to ${repository} (${code}).`,
      next: ['Make this a folder in which the present user can write.', elsewhere],
      cause: error,
    });
  }
  return new InterlockError('backup-failed', {
    why: `Writing to ${repository} failed: ${code || (error as Error).name}.`,
    next: ['Run `prisma-interlock status`: it shows the state of the backups and of the tools.'],
    cause: error,
  });
}
