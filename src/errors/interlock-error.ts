import { type ErrorCode, errors } from './codes.ts';

/** A stop that is ours: it carries a permanent code, an exit code, and words in four parts. */
export class InterlockError extends Error {
  readonly code: ErrorCode;
  /** A sentence on why, particular to this run. */
  readonly why: string;
  /** What `why` sums up, a line each; empty where it says all. */
  readonly details: readonly string[];
  /** Steps for the reader, in the order to take them. */
  readonly next: readonly string[];
  /** How things were left, in a sentence; empty where there is nothing to say. */
  readonly state: string;

  /** `what`: one line saying what happened; without it, and without `next` and `state`, the code's own words. */
  constructor(
    code: ErrorCode,
    parts: {
      what?: string;
      why: string;
      details?: readonly string[];
      next?: readonly string[];
      state?: string;
      cause?: unknown;
    },
  ) {
    super(parts.what ?? errors[code].what, { cause: parts.cause });
    this.name = 'InterlockError';
    this.code = code;
    this.why = parts.why;
    this.details = parts.details ?? [];
    this.next = parts.next ?? errors[code].next;
    this.state = parts.state ?? errors[code].state;
  }

  get exitCode(): number {
    return errors[this.code].exit;
  }
}
