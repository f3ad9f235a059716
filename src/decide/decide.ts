import type { Classification, Decision, Environment, EnvironmentName, MatrixCell, Risk } from '../types.ts';

export type Matrix = Readonly<Record<EnvironmentName, Readonly<Record<Risk, MatrixCell>>>>;

/**
 * Looks up the cell and says why. More evidence can only make a decision stricter, so a block that is reached
 * on part of it stands.
 */
export function decide(classification: Classification, environment: Environment, matrix: Matrix): Decision {
  const { verdict, confirm, backup } = matrix[environment.name][classification.risk];
  const because = [
    `${classification.risk}: ${classification.effect}`,
    ...environment.evidence.filter(({ says }) => says === environment.name).map(({ why }) => why),
    ...environment.evidence.filter(({ says }) => says !== environment.name).map(({ why }) => why),
  ];
  if (environment.evidence.length === 0)
    because.push('Nothing says what kind of place this is, so it counts as production.');
  // The Prisma platform, and databases without a URL, cannot be dumped from here.
  if (classification.reach === 'cloud' || classification.reach === 'local') {
    if (backup !== 'none') because.push('No backup can be made of it from here.');
    return { verdict, confirm, backup: 'none', because };
  }
  return { verdict, confirm, backup, because };
}
