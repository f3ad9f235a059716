import type { Classification, Resolution } from '../types.ts';

/**
 * What only the databases themselves show. A shadow database is wiped: one that is the main one destroys it, and
 * a command that wipes nothing else has nothing to wipe where there is none.
 */
export function raise(
  classification: Classification,
  facts: { readonly shadowIsMain: boolean; readonly resolution: Resolution },
): Classification {
  const { targets, problem } = facts.resolution;
  if (facts.shadowIsMain) {
    const effect = `${classification.effect} The shadow database is the database itself, so all its data would go.`;
    return { ...classification, risk: 'destroy', effect };
  }
  if (classification.reach === 'shadow' && targets.length === 0 && problem === undefined) {
    return {
      ...classification,
      risk: 'none',
      effect: 'Reads migrations; there is no shadow database that it could wipe.',
    };
  }
  return classification;
}
