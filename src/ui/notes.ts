import type { Message } from './message.ts';
import { formatBytes, formatDuration } from './units.ts';

/** One line by the way. `code` is permanent. */
export function note(code: string, what: string): Message {
  return { code, level: 'note', what };
}

/** `size` in bytes. */
export function backupMade(backup: { id: string; size: number; milliseconds: number; verified?: boolean }): Message {
  const { id, size, milliseconds, verified } = backup;
  const cost = `${formatBytes(size)}, ${formatDuration(milliseconds)}`;
  return note(
    'backup-made',
    `Backed up${verified ? ', restored beside and compared' : ''} (${cost}). To go back: prisma-interlock restore ${id}`,
  );
}

/** `why`: a sentence with no full stop, such as `the database has 2.1 GB, more than 256 MB`. */
export function backupSkipped(why: string): Message {
  return note('backup-skipped', `No backup was made: ${why}.`);
}
