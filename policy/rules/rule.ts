import type { Advice, Classification, Invocation, Program, Risk } from '../../src/types.ts';

/** All conditions that are there must hold. A condition with several entries holds when one of them does. */
export interface When {
  readonly program?: Program;
  readonly majors?: readonly number[];
  readonly reading?: readonly Invocation['reading'][];
  /** Full commands: `db push`. */
  readonly commands?: readonly string[];
  /** Long names of options, without dashes, that the CLI would honour and that are not empty. */
  readonly given?: readonly string[];
  /** The same again, where two must come together. */
  readonly alsoGiven?: readonly string[];
  /** Words among the operands. */
  readonly words?: readonly string[];
  readonly withoutWords?: readonly string[];
}

/** One rule: its message, its documentation and its tests in one record. */
export interface Rule {
  readonly id: string;
  readonly when: When;
  readonly risk: Risk;
  /** What it is in staging, in production and where nobody knows. Default: the same. */
  readonly whereProtected?: Risk;
  /** It changes nothing by itself, and stands ready for others to. */
  readonly waits?: true;
  /** It runs SQL, which is read where it comes to Prisma's engine: there that counts, and `risk` only where it cannot be read. */
  readonly sql?: Classification['sql'];
  readonly reach: Classification['reach'];
  /** One sentence: what the command does. */
  readonly effect: string;
  /** What to do in its place, the safest first. */
  readonly instead: readonly Advice[];
  /** What happened to somebody who ran it. */
  readonly incident?: string;
  readonly examples: {
    /** Lines that this rule must match, and lines near them that it must not. A line starts with the majors: `5,6,7: db push`. */
    readonly caught: readonly string[];
    readonly passed: readonly string[];
  };
}
