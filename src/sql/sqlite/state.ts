import { Catalogue, type Snapshot } from '../catalogue.ts';
import { lower } from '../token.ts';

/** What a script has come to so far. */
export interface State {
  readonly catalogue: Catalogue;
  /** `PRAGMA foreign_keys` of the session: a DROP TABLE empties the table first, and what refers to it follows. */
  enforcesKeys: boolean;
  inTransaction: boolean;
  /** As it was when the transaction began. */
  before: Snapshot | undefined;
  /** What is there was handed over, so a table that is not in the catalogue is not there. */
  knowsSchema: boolean;
}

/** SQLite folds ASCII letters of all names. What is in `main` may be named without it. */
const fold = (name: readonly string[]): string => {
  const folded = name.map(lower);
  return (folded[0] === 'main' ? folded.slice(1) : folded).join('\0');
};

/** Prisma switches the keys on when it connects. */
export const begin = (): State => ({
  catalogue: new Catalogue(fold),
  enforcesKeys: true,
  inTransaction: false,
  before: undefined,
  knowsSchema: false,
});
