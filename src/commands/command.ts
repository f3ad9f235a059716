import type { Host } from '../host.ts';

/** Without `takes`, which names its value, an option is a flag. */
export interface Option {
  readonly takes?: string;
  readonly short?: string;
  readonly help: string;
}

export interface Call {
  readonly host: Host;
  readonly options: Readonly<Record<string, string | true | undefined>>;
  readonly operands: readonly string[];
  /** What follows `--`. */
  readonly rest: readonly string[];
  /** All that there are, in the order of the help. */
  commands(): Promise<readonly Command[]>;
}

/** One of the commands for people. `operands`: how many it takes at most. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** After the program's name: `restore [<id>|latest] [options]`. */
  readonly usage: string;
  /** What `--help` says below the options. */
  readonly notes?: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  readonly operands: number;
  readonly passesRest?: true;
  /** Gives the exit code. What it finds goes to stdout; messages, progress and questions go to stderr. */
  run(call: Call): Promise<number>;
}

export const jsonOption = {
  json: { help: 'Print one JSON object a line, with exact sizes and times' },
} as const satisfies Record<string, Option>;

/** How Prisma itself is told which database is meant. */
export const targetOptions = {
  schema: { takes: '<path>', help: "Path of the Prisma schema, as Prisma's own --schema" },
  config: { takes: '<path>', help: "Path of the Prisma config file, as Prisma's own --config" },
} as const satisfies Record<string, Option>;

export const helpOption = {
  help: { short: 'h', help: 'Show this help' },
} as const satisfies Record<string, Option>;
