import type { CarriedSql, Classification, Risk, SqlFinding } from '../types.ts';

const heads: Readonly<Record<CarriedSql, string>> = {
  migrations: 'Runs the SQL of every pending migration',
  script: 'Runs a script of SQL',
  diff: 'Changes the database to match the schema',
};

const ends: Readonly<Record<Exclude<Risk, 'none'>, string>> = {
  change: '; of what is there it takes nothing away.',
  destroy: ', and that takes away what is there.',
  unknown: ', and of a part of that nobody can tell what it does.',
};

/**
 * A line, or a call, whose SQL was read is what that SQL does, more or less than its own name says. `finding`: undefined where
 * nobody could read it. Whoever runs SQL changes something, also where that only adds.
 */
export function asRead(classification: Classification, finding: SqlFinding | undefined): Classification {
  const { sql } = classification;
  if (sql === undefined || finding === undefined) return classification;
  const risk = finding.risk === 'none' ? 'change' : finding.risk;
  return { ...classification, risk, effect: heads[sql] + ends[risk] };
}

/** Where the call with its SQL is still to come, and is held then. */
export function untilRead(classification: Classification): Classification {
  return classification.sql === undefined ? classification : { ...classification, risk: 'change' };
}
