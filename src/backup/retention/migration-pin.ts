import { migrating } from '../../../policy/commands.ts';
import type { Pin } from '../repository/write.ts';

/** How long the way back from a migration is kept, in days: what it broke is often seen only after a weekend. */
const days = 7;

/** The pin of a backup made before that command; undefined where it migrates nothing. */
export function pinBefore(command: string): Pin | undefined {
  return migrating.has(command) ? { days, why: `before ${command}` } : undefined;
}
