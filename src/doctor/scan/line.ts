/** A text of a file that is looked through for calls. */
export interface Line {
  /** From 1: the line of the file on which the text begins. */
  readonly line: number;
  readonly text: string;
  /** Name of the package script that it is. */
  readonly script?: string;
  /** A line break in the text is one in the file, too. */
  readonly isVerbatim?: true;
  /** Perhaps no shell gets it: that it cannot be read as one means nothing. */
  readonly isGuess?: true;
  /** The file itself cannot be read from here on. */
  readonly isBroken?: true;
}
