import { ofMigrations } from '../../policy/matrix.ts';
import type { Classification, Decision, Environment, EnvironmentName, MatrixCell, Risk } from '../types.ts';

const refused: MatrixCell = { verdict: 'block', confirm: 'none', backup: 'none' };

export type Matrix = Readonly<Record<EnvironmentName, Readonly<Record<Risk, MatrixCell>>>>;

/**
 * Looks up the cell and says why. More evidence can only make a decision stricter, so a block that is reached
 * on part of it stands.
 */
export function decide(classification: Classification, environment: Environment, matrix: Matrix): Decision {
  // Where the loss is no loss, that of a shadow database is none either.
  const isRefused = classification.isRefused === true && environment.name !== 'test';
  const { verdict, confirm, backup: due } = isRefused ? refused : cellOf(classification, matrix[environment.name]);
  const backup = environment.hasBeenMore ? matrix.development[classification.risk].backup : due;
  const reasons = [
    `${classification.risk}: ${classification.effect}`,
    ...(classification.raisedBy ? [classification.raisedBy.why] : []),
    ...environment.evidence.filter(({ says }) => says === environment.name).map(({ why }) => why),
    ...environment.evidence.filter(({ says }) => says !== environment.name).map(({ why }) => why),
  ];
  // Two databases may be in one place.
  const because = [...new Set(reasons)];
  if (environment.evidence.length === 0)
    because.push('Nothing says what kind of place this is, so it counts as production.');
  if (backup !== due) because.push('It has not always been disposable, so it is backed up first.');
  // The Prisma platform, and databases without a URL, cannot be dumped from here.
  if (classification.reach === 'cloud' || classification.reach === 'local') {
    if (backup !== 'none') because.push('No backup can be made of it from here.');
    return { verdict, confirm, backup: 'none', because };
  }
  return { verdict, confirm, backup, because };
}

function cellOf(
  { risk, sql, raisedBy, takesElsewhere }: Classification,
  row: Readonly<Record<Risk, MatrixCell>>,
): MatrixCell {
  const cell = row[risk];
  return sql === 'migrations' && raisedBy === undefined && !takesElsewhere && cell.verdict === 'block'
    ? (ofMigrations[risk] ?? cell)
    : cell;
}
