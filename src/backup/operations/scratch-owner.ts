import { createHash } from 'node:crypto';
import type { Host } from '../../host.ts';
import type { RepositoryPlace } from '../../policy/policy.ts';
import { identityKey } from '../../target/identity.ts';
import type { TargetIdentity } from '../../types.ts';
import { nameOf } from '../repository/place.ts';

/** How long a swapped-out database is kept, in milliseconds: a day. */
export const keptFor = 24 * 60 * 60 * 1000;

/**
 * Eight hex digits for a target as this repository on this machine knows it. Whoever holds the target's lock there owns
 * what bears them; a colleague with a repository of his own has others, and his copies are left alone.
 */
export function scratchOwner(host: Host, repository: RepositoryPlace, identity: TargetIdentity): string {
  return createHash('sha256')
    .update(JSON.stringify([host.hostname(), nameOf(repository), identityKey(identity)]))
    .digest('hex')
    .slice(0, 8);
}

/** `20261122121005123`: a moment in the name of something that is kept. */
export function stampOf(at: Date): string {
  return at.toISOString().replaceAll(/\D/g, '').slice(0, 17);
}
