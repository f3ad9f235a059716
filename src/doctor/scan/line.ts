/** A line of a file that is looked through for calls. */
export interface Line {
  readonly line: number;
  readonly text: string;
  /** Name of the package script that it is. */
  readonly script?: string;
}
