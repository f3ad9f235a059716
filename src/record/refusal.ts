import type { Host } from '../host.ts';
import { findProjectRoot } from '../project/root.ts';
import type { Judgement } from '../types.ts';
import { newEntryId, record } from './audit.ts';
import { recordedFacts } from './facts.ts';

/** Best effort: a refusal stands whether or not it could be written down. */
export function recordRefusal(host: Host, judgement: Judgement, code: string): void {
  try {
    record(host, findProjectRoot(host), { event: 'refused', id: newEntryId(host), code, ...recordedFacts(judgement) });
  } catch {}
}
