/** What we have to say, before it is text or JSON. Every part is cleaned when it is rendered, not here. */
export interface Message {
  /** Permanent: scripts match on it. */
  readonly code: string;
  /** `error`: we stopped. `ask`: a person is about to be asked. `note`: by the way. */
  readonly level: 'error' | 'ask' | 'note';
  /** One line saying what happened. */
  readonly what: string;
  /** Our exit code, where this message is the reason for one. */
  readonly exit?: number;
  /** The command line it is about, as `quoteArgv` gives it, and what that does to a database. */
  readonly command?: string;
  readonly effect?: string;
  /** Names and values, shown as two columns. */
  readonly facts?: readonly (readonly [name: string, value: string])[];
  readonly because?: readonly string[];
  /** What to do, under a title of its own. */
  readonly next?: { readonly title: string; readonly steps: readonly string[] };
  /** How things were left. */
  readonly state?: string;
}
