/** By the kind of server. What a kind does not have is absent. */
export type ByDialect<Value> = Partial<Readonly<Record<'postgresql' | 'mysql' | 'sqlite', Value>>>;

/** One hazard of SQL: its condition, its message, its documentation and its tests in one record. */
export interface Hazard {
  /** Permanent. */
  readonly id: string;
  /** Which statements have it. */
  readonly condition: string;
  /** What happens to rows, or to those who use the database meanwhile. */
  readonly effect: string;
  /** How the same is reached without it. Said in every place, so it destroys nothing itself. */
  readonly rewrite: ByDialect<string>;
  /** Whole scripts: in `bad` the reader sees the hazard, in `good` it does not. One for each kind that `rewrite` has. */
  readonly examples: ByDialect<Example>;
}

export interface Example {
  /** What the database has already, where the hazard cannot be told without. */
  readonly there?: string;
  readonly bad: string;
  readonly good: string;
}
