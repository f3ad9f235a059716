/**
 * A grammar is data: what the CLI of one major accepts. `src/parse` holds the three ways of reading it.
 */

/** `flag` throws away what follows `=`; `values` may be given more than once. */
export type OptionKind = 'flag' | 'value' | 'values' | 'number';

/** Long options by name with dashes; a short one maps to its long name (`-f` → `--force`). */
export type OptionTable = Readonly<Record<string, OptionKind | `--${string}`>>;

export interface LeafGrammar {
  readonly options: OptionTable;
  /** Whether options after the first operand are still options. Where not, everything after it is data. */
  readonly readsAfterOperands?: true;
  /** How many words besides options it takes; only Prisma 8 refuses more. */
  readonly operands?: number;
}

/**
 * `harmless`: whatever else the line says, the command reads, or writes only the project's own files; its options
 * need not be known. `foreign`: a program outside the CLI reads the rest, so its words are kept as they are.
 */
export type CommandGrammar = LeafGrammar | 'harmless' | 'foreign';

/** Prisma 5 to 7: three levels, each read by the `arg` package up to the first operand. */
export interface LevelGrammar {
  readonly major: 5 | 6 | 7;
  readonly root: OptionTable;
  readonly group: OptionTable;
  /** Whether one permissive pass over the whole line looks for `--config` first. */
  readonly config: boolean;
  readonly commands: Readonly<
    Record<string, CommandGrammar | { readonly subcommands: Readonly<Record<string, CommandGrammar>> }>
  >;
}

/** Prisma 8: options anywhere after the command, read by Stricli. Booleans take values and have `--no-` forms. */
export interface RouteGrammar {
  readonly major: 8;
  readonly global: OptionTable;
  /** Full command, words joined by a blank. */
  readonly commands: Readonly<Record<string, CommandGrammar>>;
}

/** A program that reads its line with getopt_long: long options may be shortened, short ones clustered. */
export interface GetoptGrammar {
  readonly program: 'dropdb';
  readonly options: OptionTable;
  /** Print and stop, but only as the very first word. */
  readonly firstWordOnly: Readonly<Record<string, 'help' | 'version'>>;
}
