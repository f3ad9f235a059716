import { plain } from '../secrets/clean.ts';
import type { Target } from '../types.ts';

/**
 * A sentence where a database was asked which one it is and did not say: then its stamp, its signs and what is remembered by its
 * identity are not known either. Undefined where it said so, was not asked, or is not there.
 */
export function unanswered({ label, look }: Target): string | undefined {
  if (look === undefined || look.exists === false || look.identity !== undefined) return undefined;
  const isAnswered = look.exists === true && (look.stamp !== undefined || look.signs !== undefined);
  const what = isAnswered
    ? `The server of ${label} does not say which database it is`
    : `${label} was asked which database it is, and did not answer (${plain(look.problem ?? 'no reason was given', 200)})`;
  return `${what}: it is judged by its address, and by what was said of that.`;
}
