/** What a call needs no question for: the shim has judged the same, or this run of the engine has let it through before. */

import type { Ticket } from '../channel/ticket.ts';
import { isStricter } from '../environment/strictest.ts';
import type { OpenEntry } from '../record/begin.ts';
import { sameDatabase } from '../target/identity.ts';
import type { Judgement, Risk, Target } from '../types.ts';

/** What this run of the engine has let through so far. */
export interface Passed {
  readonly grants: { readonly risk: Risk; readonly targets: readonly Target[] }[];
  readonly effects: string[];
  readonly entries: OpenEntry[];
}

const weight: Readonly<Record<Risk, number>> = { none: 0, change: 1, unknown: 2, destroy: 3 };

/** Every database of the call is one that the shim judged. */
export function isNamed(ticket: Ticket, { resolution }: Judgement): boolean {
  if (resolution === undefined || resolution.problem !== undefined) return false;
  return resolution.targets.every(({ identity }) =>
    ticket.targets.some((known) => sameDatabase(known.identity, identity)),
  );
}

/** A ticket counts as far as the shim saw: what Prisma has read from `.env` since may speak of a stricter place. */
export function isCovered(
  { classification: { risk }, resolution, environment }: Judgement,
  ticket: Ticket | undefined,
  passed: Passed,
): boolean {
  const targets = resolution?.targets ?? [];
  const asStrict = ticket !== undefined && !isStricter(environment.name, ticket.environment);
  if (asStrict && weight[ticket.risk] >= weight[risk]) return true;
  return passed.grants.some(
    (grant) =>
      weight[grant.risk] >= weight[risk] &&
      targets.every(({ identity }) => grant.targets.some((known) => sameDatabase(known.identity, identity))),
  );
}

/** Those that the shim made of the same databases before it started this very run. */
export function hasBackups({ resolution }: Judgement, ticket: Ticket | undefined): boolean {
  const targets = resolution?.targets ?? [];
  if (ticket === undefined || targets.length === 0) return false;
  return targets.every(({ identity }) =>
    ticket.targets.some((known) => known.backup !== null && sameDatabase(known.identity, identity)),
  );
}
