/** A way that can be tried: a program and its words. */
export interface Way {
  readonly name: string;
  /** Absolute path. */
  readonly program: string;
  readonly words: readonly string[];
  readonly cwd: string;
  /** What closes it, should it be open. */
  readonly fix: readonly string[];
  /** Of the result where it is open; `fail` where nothing is said. */
  readonly level?: 'warn';
  /** It serves the Model Context Protocol on stdio and does not end by itself. */
  readonly serves?: true;
  /** Its config leaves Prisma's schema engine out, so a config line alone catches nothing. */
  readonly bypassesEngine?: boolean;
}

/** A way that this machine or project does not have. `absent` says why, in a sentence. */
export interface AbsentWay {
  readonly name: string;
  readonly absent: string;
}

export type Listed = Way | AbsentWay;
