import { InterlockError } from '../errors/interlock-error.ts';

/** What `policy` was not told, or told wrongly. */
export function policyUsage(why: string): InterlockError {
  return new InterlockError('usage', { why, next: ['prisma-interlock policy --help'] });
}
