import type { ConfirmationKind, EnvironmentName, MatrixCell, Risk } from '../src/types.ts';

const allow: MatrixCell = { verdict: 'allow', confirm: 'none', backup: 'none' };
const block: MatrixCell = { verdict: 'block', confirm: 'none', backup: 'none' };
const twice: MatrixCell = { verdict: 'confirm', confirm: 'twice', backup: 'always' };

const production = {
  none: allow,
  change: { verdict: 'confirm', confirm: 'twice', backup: 'mandatory' },
  destroy: block,
  unknown: block,
} as const satisfies Record<Risk, MatrixCell>;

/** Environment × risk. A place that nobody knows is judged as production. */
export const matrix: Readonly<Record<EnvironmentName, Readonly<Record<Risk, MatrixCell>>>> = {
  test: {
    none: allow,
    change: allow,
    destroy: allow,
    unknown: { verdict: 'confirm', confirm: 'yes', backup: 'none' },
  },
  development: {
    none: allow,
    change: { verdict: 'allow', confirm: 'none', backup: 'cheap' },
    destroy: { verdict: 'confirm', confirm: 'phrase', backup: 'always' },
    unknown: { verdict: 'confirm', confirm: 'yes', backup: 'always' },
  },
  staging: {
    none: allow,
    change: { verdict: 'confirm', confirm: 'yes', backup: 'always' },
    destroy: twice,
    unknown: twice,
  },
  production,
  unknown: production,
};

/**
 * What migrations are where `block` would be: their SQL was reviewed with the project, was read here, and is shown with all that it
 * takes away. No pipeline and no agent says yes to that.
 */
export const ofMigrations: Readonly<Partial<Record<Risk, MatrixCell>>> = {
  destroy: { verdict: 'confirm', confirm: 'thrice', backup: 'mandatory' },
  unknown: { verdict: 'confirm', confirm: 'twice', backup: 'mandatory' },
};

/** Where a loss may not be somebody's own: everywhere but in a test and in development, and where nobody knows. */
export function isProtected(environment: EnvironmentName): boolean {
  return environment !== 'test' && environment !== 'development';
}

/** What a restore takes: it replaces a database, and in production it may be what has to be done. */
export const restoring: Readonly<Record<EnvironmentName, ConfirmationKind>> = {
  test: 'yes',
  development: 'yes',
  staging: 'twice',
  production: 'twice',
  unknown: 'twice',
};
