import type { AskCode, ErrorCode, NoteCode } from '../errors/codes.ts';
import type { Advised } from './report.ts';

/** `error`: we stopped. `ask`: a person is about to be asked. `note`: by the way. */
type Kind =
  | { readonly level: 'error'; readonly code: ErrorCode }
  | { readonly level: 'ask'; readonly code: AskCode }
  | { readonly level: 'note'; readonly code: NoteCode };

/** What we have to say, before it is text or JSON. Every part is cleaned when it is rendered, not here. */
export type Message = Kind & {
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
  readonly next?: { readonly title: string; readonly steps: readonly Advised[] };
  /** How things were left. */
  readonly state?: string;
};
