/** Databases that SQL names which is sent to another one. */
import type { Resolution, Target } from '../types.ts';
import { sameDatabase } from './identity.ts';

export function reachesElsewhere({ targets, isElsewhere }: Resolution): boolean {
  return isElsewhere === true || targets.some(({ role }) => role === 'neighbour');
}

/**
 * Of targets that were looked at: without the names that turned out to be the database itself, in another spelling, and those of
 * databases that are not there, in which nothing can be lost.
 */
export function touchedOf(resolution: Resolution): Resolution {
  const main = resolution.targets.find(({ role }) => role === 'main');
  const isTouched = (target: Target) => target.named === undefined || (isThere(target) && !isItself(target, main));
  return { ...resolution, targets: resolution.targets.filter(isTouched) };
}

/** What a role may not even look into, it cannot change either; only of a guess, since a script may take up another role. */
function isThere({ look, named }: Target): boolean {
  if (look?.exists === false) return false;
  return !(
    named?.isGuess &&
    look?.exists !== true &&
    /^Access denied for user .* to database/.test(look?.problem ?? '')
  );
}

/** To a shadow database the main one is a neighbour. */
function isItself({ identity, named }: Target, main: Target | undefined): boolean {
  return named?.via === 'main' && main !== undefined && sameDatabase(identity, main.identity);
}
