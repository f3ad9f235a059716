/**
 * How the shim and the gate talk: over a descriptor that the shim opens for the CLI, and that a preload in that CLI hands to
 * the schema engine's program and to nothing else. Node closes it in whatever else the CLI starts. So nothing that can be
 * found by a path or set in a variable lets a call pass; code inside the CLI, its config file, shares the descriptor.
 *
 * Each side writes lines. The gate's are JSON, one `News` each; the shim answers `word number [JSON]`.
 */
import type { Classification, Foresight, Named } from '../types.ts';

/** The descriptor's number, in the CLI and in the gate. */
export const channelDescriptor = 3;

/** A second one of the same kind, for the gate within the CLI: on the first a shell waits, which cannot read what never blocks. */
export const innerDescriptor = 4;

/** In the CLI's environment, until the preload takes it out: `<process id of the shim> judged`, or `… hears`. */
export const channelVariable = 'PRISMA_INTERLOCK_CHANNEL';

/** In the gate's environment: the number of the start that the preload told of. It counts with the descriptor alone. */
export const startVariable = 'PRISMA_INTERLOCK_START';

type Variables = Readonly<Record<string, string | undefined>>;

/** The CLI started a program where it expects its schema engine. */
export interface StartNews {
  readonly kind: 'start';
  readonly number: string;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Variables;
}

/** A call of the CLI to its engine, as the gate reads it. URLs are as the engine would use them. */
export interface DescribedCall {
  readonly method: string;
  readonly classification: Classification;
  readonly main: string | undefined;
  readonly shadow: string | undefined;
  /** Where a relative SQLite path starts. */
  readonly base: string;
  /** Why the databases are not known; a sentence without secrets. */
  readonly problem: string | undefined;
  /** What the CLI handed to its engine: its `.env` is in it. */
  readonly env: Variables;
  /** Lower-case names of the tables that the migrations which it replays write rows of their own into. */
  readonly written: readonly string[];
  /** Other databases that its SQL touches. */
  readonly neighbours: Neighbours;
}

export interface Neighbours {
  readonly named: readonly NamedNeighbour[];
  /** Why it cannot be told which others are touched, a few words without secrets. Undefined where it can. */
  readonly untold: string | undefined;
}

export const noNeighbours: Neighbours = { named: [], untold: undefined };

/** A database that SQL names which is sent to another one. */
export interface NamedNeighbour extends Named {
  readonly url: string;
}

export interface CallNews extends DescribedCall {
  readonly kind: 'call';
  readonly number: string;
}

/** What the engine said to the question what the call would do. */
export interface LookedNews extends Foresight {
  readonly kind: 'looked';
  readonly number: string;
}

/** Where nothing could be asked. */
export const unforeseen: Foresight = { changes: true, mayLose: true, isAsked: false };

/** The engine has said that the folder of migrations and the database do not go together. */
export interface Trouble {
  /** `reset`: it wants to empty the database. Else the code of Prisma's error, `P3009`; `failed` where it has none. */
  readonly code: string;
  /** In the engine's words. */
  readonly text: string;
  /** Absolute path of the folder of migrations, and the names in it, in their order. */
  readonly folder: string;
  readonly names: readonly string[];
}

export interface TroubleNews extends Trouble {
  readonly kind: 'trouble';
  readonly number: string;
}

export type News = StartNews | CallNews | LookedNews | TroubleNews;

/**
 * `go`: on. `pass`: on as well; nothing has been settled yet. `look`: first tell what it would do. `no`: the call
 * is not handed on, and Prisma gets the text as its engine's error.
 */
export type Answer = { readonly word: 'go' | 'pass' | 'look' } | { readonly word: 'no'; readonly text: string };
