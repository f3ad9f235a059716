import type { NoteCode } from '../errors/codes.ts';
import type { Message } from './message.ts';
import { formatBytes, formatDuration, formatSpan } from './units.ts';

/** One line by the way. */
export function note(code: NoteCode, what: string): Message {
  return { code, level: 'note', what };
}

/** `size` in bytes. */
export function backupMade(backup: { size: number; milliseconds: number; verified?: boolean }): Message {
  const { size, milliseconds, verified } = backup;
  const proof = verified ? ', restored beside and compared' : '';
  return note('backup-made', `Backed up${proof} (${formatBytes(size)}, ${formatDuration(milliseconds)}).`);
}

/** `age` in milliseconds. */
export function backupReused(age: number): Message {
  const what = `No new backup was made: the policy takes the one of ${formatSpan(age)} ago`;
  return note('backup-reused', `${what}, and what was written since is not in it.`);
}

/** `time`: ISO 8601. */
export function backupUnchanged({ id, time }: { readonly id: string; readonly time: string }): Message {
  const at = new Date(time);
  const clock = [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
  return note(
    'backup-unchanged',
    `Nothing has changed since the backup of ${clock} (${id}): it stands for this command.`,
  );
}

/** `why`: a sentence with no full stop, such as `the database has 2.1 GB, more than 256 MB`. */
export function backupSkipped(why: string): Message {
  return note('backup-skipped', `No backup was made: ${why}.`);
}

/** `name`: of the database or the file that was replaced. */
export function databaseKept(name: string, isDamaged: boolean): Message {
  const what = isDamaged ? 'The damaged database is kept until you remove it' : 'What was replaced is kept for a day';
  return note('database-kept', `${what}: ${name}`);
}
