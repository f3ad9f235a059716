/** What a pipeline is told that no person watches: what it is meant to do. */
import type { Judgement } from '../types.ts';
import { labelsOf } from './labels-of.ts';

/**
 * What is meant for it: a test database of its own is declared, and one that it deploys to is named by its settings. Nothing
 * for what a person has to answer, and nothing that would make a known production database anything else.
 */
export function forPipelines({ actor, classification, environment, resolution }: Judgement): string[] {
  const labels = labelsOf(resolution);
  if (actor.kind !== 'ci' || resolution?.problem !== undefined || labels.length === 0) return [];
  const mayBeTest = environment.name === 'development' || environment.name === 'unknown';
  const names = labels.map((label) => JSON.stringify(label)).join(', ');
  const isNameable = classification.risk === 'change';
  return [
    ...(mayBeTest
      ? [
          `A test database that lives for this pipeline alone is declared in the committed policy: "disposable": [${names}]`,
        ]
      : []),
    ...(isNameable
      ? [
          `A pipeline that is meant to change this database names it in its own settings, where its secrets are: PRISMA_INTERLOCK_CONFIRM is ${labels.join(',')}`,
        ]
      : []),
  ];
}
