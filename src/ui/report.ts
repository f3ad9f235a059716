/** `fail`: something dangerous is open, or a guarded command cannot run at all. `warn`: worth an hour, not an alarm. */
export type Level = 'ok' | 'warn' | 'fail';

/** What a command found, before it is text or JSON. Every part is cleaned when it is rendered, not here. */
export interface Report {
  /** For people, in this order, a blank line between two. One that has nothing to show is left out. */
  readonly sections: readonly Section[];
  /** The same for machines: exact sizes and times, one object a line. */
  readonly records: readonly object[];
}

export type Section =
  | { readonly lines: readonly Line[] }
  /** Two columns. `least`: how wide the first one is at least, in characters. */
  | { readonly facts: readonly Fact[]; readonly least?: number }
  /** A heading that begins with `>` stands over a column that is aligned to the right. `below`: under each row, by its index. */
  | {
      readonly title?: string;
      readonly headings: readonly string[];
      readonly rows: readonly (readonly string[])[];
      readonly below?: readonly (readonly string[])[];
    }
  | { readonly remarks: readonly Remark[] }
  | { readonly title: string; readonly steps: readonly Advised[] };

/** A step, and the line that takes it, which is never folded. */
export type Advised = string | { readonly says: string; readonly paste: string };

export interface Line {
  readonly text: string;
  /** A `command` is to be copied, and what is `whole` to be read by a program: they are never folded. */
  readonly tone?: 'command' | 'faint' | 'whole';
}

/** An empty name goes on with the fact before it. */
export type Fact = readonly [name: string, value: string];

/** Something that was looked at, and how it stands. */
export interface Remark {
  /** Without one it goes on with the remark before it. */
  readonly level?: Level;
  readonly subject?: string;
  readonly says: string;
  /** What to do about it. */
  readonly steps?: readonly string[];
  /** Lines to be copied. */
  readonly copy?: readonly string[];
}
