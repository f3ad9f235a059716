import { wordOf } from '../databases/stamp-text.ts';
import type { Host } from '../host.ts';
import { findProjectRoot } from '../project/root.ts';
import type { Stamp, Target } from '../types.ts';
import { newEntryId, record } from './audit.ts';

interface Stamping {
  readonly target: Target;
  readonly from: Stamp | 'none' | undefined;
  readonly to: Stamp | 'none';
}

/** Written before the stamp: what nobody can see afterwards is not done. Throws `audit-unwritable`. */
export function recordStamping(host: Host, { target, from, to }: Stamping): void {
  const id = newEntryId(host);
  const word = (stamp: Stamp | 'none' | undefined) =>
    typeof stamp === 'object' ? wordOf(stamp.place) : (stamp ?? null);
  const facts = { targets: [target.label], from: word(from), to: word(to), stamp: to === 'none' ? null : to.id };
  record(host, findProjectRoot(host), { event: 'stamp', id, program: 'prisma-interlock', ...facts });
}
