/** Whether a restic repository is there, and what went wrong where it cannot be used. */

import { ToolFailure } from '../../../databases/tools/run-tool.ts';
import { InterlockError } from '../../../errors/interlock-error.ts';
import type { Host } from '../../../host.ts';
import type { ResticRepository } from '../../../policy/policy.ts';
import { nameOf } from '../place.ts';
import type { Restic } from './run.ts';

/** The configuration is one small file. */
const timeoutMs = 60_000;

/** False where there is no repository. Throws `backup-failed` where that cannot be told, or it does not open. */
export async function isThere(restic: Restic): Promise<boolean> {
  try {
    await restic.run(['cat', 'config', '--no-lock', '--quiet'], { timeoutMs });
    return true;
  } catch (error) {
    if (saysThereIsNone(error)) return false;
    throw resticFault(restic, error);
  }
}

export function resticFault(restic: Restic, error: unknown): unknown {
  if (!(error instanceof ToolFailure)) return error;
  const lines = error.message.split('\n').map((line) => line.trim());
  const line = lines.find((each) => each.includes('Fatal: ')) ?? lines.at(-1) ?? '';
  return new InterlockError('backup-failed', {
    what: 'The repository of the backups cannot be used.',
    why: `restic says of ${nameOf(restic.place)}: ${line.replace(/^.*Fatal: /, '')}`,
    next: [
      'See that its server is up, and that "backup.repository" in prisma-interlock.json names the right address and password file.',
    ],
    cause: error,
  });
}

/** A repository that answers has a backup that is damaged; of one that does not, nothing is known. */
export async function harm(restic: Restic, error: unknown, words: string): Promise<unknown> {
  try {
    if (!(await isThere(restic))) return resticFault(restic, error);
  } catch (fault) {
    return fault;
  }
  return resticFault(restic, error) instanceof InterlockError ? new Error(words, { cause: error }) : error;
}

/** The server answered, and has none. */
export function saysThereIsNone(error: unknown): boolean {
  if (!(error instanceof ToolFailure)) return false;
  const { message } = error;
  return (
    /unable to open config file|repository does not exist/i.test(message) &&
    /does not exist|no such file/i.test(message) &&
    !/dial|refused|timeout|HTTP response/i.test(message)
  );
}

/** Throws `backup-failed`. */
export function needPassword(host: Host, place: ResticRepository): void {
  try {
    host.fs.accessSync(place.passwordFile, host.fs.constants.R_OK);
  } catch (error) {
    throw new InterlockError('backup-failed', {
      what: 'The repository of the backups cannot be opened.',
      why: `Its password file ${place.passwordFile} cannot be read (${(error as NodeJS.ErrnoException).code}).`,
      next: ['Write the password into this file, readable for the present user alone.'],
      cause: error,
    });
  }
}
