import type { Host } from '../host.ts';
import { findProjectRoot } from '../project/root.ts';
import { newEntryId, record } from './audit.ts';

/** A backup that a person removed. Best effort: it is gone whether or not that could be written down. */
export function recordRemoval(host: Host, backup: string): void {
  try {
    record(host, findProjectRoot(host), { event: 'delete', id: newEntryId(host), program: 'prisma-interlock', backup });
  } catch {}
}
