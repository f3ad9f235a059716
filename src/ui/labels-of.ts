import type { Resolution } from '../types.ts';

/** The names of the databases that would be touched, each once. */
export function labelsOf(resolution: Resolution | undefined): string[] {
  return [...new Set((resolution?.targets ?? []).map(({ label }) => label))];
}
