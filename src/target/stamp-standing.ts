/** What the stamp of a database is worth where it was read. */
import type { Stamp, Target } from '../types.ts';
import { identityKey } from './identity.ts';

/**
 * `own`: of this very database, reached as it was then. `foreign`: the database or the way to it is another one, so that this may
 * be a copy of the stamped one. `isSameDatabase`: only the way is another, as through a tunnel; a copy of all the server's
 * files looks like that, too. `unread`: there may be one.
 */
export type Standing =
  | { readonly kind: 'none' }
  | { readonly kind: 'unread'; readonly why: string }
  | { readonly kind: 'own'; readonly stamp: Stamp }
  | { readonly kind: 'foreign'; readonly stamp: Stamp; readonly isSameDatabase: boolean };

export function standingOf(target: Target): Standing {
  const { look } = target;
  if (look === undefined || look.stamp === 'none') return { kind: 'none' };
  if (look.stamp === undefined) return { kind: 'unread', why: look.problem ?? 'it could not be read' };
  const { stamp, identity } = look;
  // Whose it is cannot be told: then it may well be of this one.
  const isSameDatabase = identity === undefined || isSame(stamp.identity, identity);
  const isOwn =
    identity !== undefined && isSameDatabase && stamp.address.split(' ')[0] === identityKey(target.identity);
  return isOwn ? { kind: 'own', stamp } : { kind: 'foreign', stamp, isSameDatabase };
}

/** How the address is written into a stamp: for us, and for people. */
export function addressOf({ identity, label }: Pick<Target, 'identity' | 'label'>): string {
  return `${identityKey(identity)} ${label}`;
}

/** The label that a stamp was given under; empty where it does not say. */
export function labelIn({ address }: Stamp): string {
  return address.split(' ').slice(1).join(' ');
}

function isSame(a: Stamp['identity'], b: Stamp['identity']): boolean {
  return a.provider === b.provider && a.server === b.server && a.database === b.database;
}
