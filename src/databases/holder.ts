/** A table, or some of its columns, of which SQL takes something away. */
export interface Holder {
  /** As the server folds it, outermost first; as much of it as was written. */
  readonly name: readonly string[];
  /** Undefined: all of it. */
  readonly columns: readonly string[] | undefined;
  /** Its rows are deleted or written anew, which may set off what the owners of the table have put there. */
  readonly isWritten: boolean;
  /** No time is left for a count: the server's own estimate has to do. */
  readonly isHasty: boolean;
}

/** Rows, or where columns are meant those rows in which one of them holds a value. Undefined: nobody could count them. */
export interface Counted {
  readonly rows: number | undefined;
  /** It is the server's own estimate, because a count took too long. */
  readonly isEstimate?: true;
}

/** So long one count may take, and all of them together until only estimates are asked for, in milliseconds. */
export const countPatienceMs = 3000;
export const allCountsMs = 8000;

/** What is not there holds nothing. */
export const nothingThere: Counted = { rows: 0 };

export function numberIn(text: string | null | undefined): number | undefined {
  return text === null || text === undefined || text === '' ? undefined : Number(text);
}
