import type { Evidence, Target } from '../types.ts';
import { isDeclared } from './is-declared.ts';

/**
 * More rows than this in a database of which nobody has said what it is, and it is not taken for a developer's own. A seed writes
 * some ten thousand rows in the time that people wait for it, and ten times that where somebody tries how a page behaves with
 * many; what was filled by users for years, or restored from there, has millions.
 */
export const usualRows = 1_000_000;

/** Written by another machine so many seconds ago: it is in use at this moment. */
const justNow = 10;

/** Whether a database that nobody has declared looks as if somebody lived in it. `said`: what is known of it otherwise. Pure. */
export function judgeSigns({ look }: Target, said: readonly Evidence[], mostRows: number): Evidence[] {
  if (look?.signs === undefined || isDeclared(said)) return [];
  const { rows, writtenSecondsAgo } = look.signs;
  const undeclared = 'and nobody has declared what it is.';
  const found: string[] = [];
  if (rows !== undefined && rows > mostRows) {
    found.push(`It holds about ${new Intl.NumberFormat('en').format(rows)} rows, ${undeclared}`);
  }
  if (writtenSecondsAgo !== undefined && writtenSecondsAgo <= justNow) {
    found.push(`Another machine wrote to it within the last ${justNow} seconds, ${undeclared}`);
  }
  return found.map((why) => ({ says: 'staging', from: 'signs', why }));
}
