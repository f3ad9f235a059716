import type { Deed, SqlObject, SqlStatement } from './script.ts';

/** Where something was seen. */
export interface Place {
  /** Undefined where the script is no migration. */
  readonly migration: string | undefined;
  readonly statement: SqlStatement;
}

/** Something that was there before a set of scripts, and is not afterwards. */
export interface Loss extends Place {
  readonly deed: Deed;
  /** As it was called before the set. */
  readonly object: SqlObject;
  readonly cascades: boolean;
}
