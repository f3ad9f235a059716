import type { Layer } from '../channel/canary.ts';

/** `fail`: something dangerous is open, or a guarded command cannot run at all. `warn`: worth an hour, not an alarm. */
export type Level = 'ok' | 'warn' | 'fail';

/** A way in which a command line can reach Prisma here, and who met the canary that was sent down it. */
export interface WayResult {
  readonly way: string;
  /** `open`: the program is there, and no layer of ours stopped or judged the line. */
  readonly state: 'caught' | 'open' | 'absent';
  readonly level: Level;
  readonly layers: readonly Layer[];
  /** A sentence for what is open or not there; empty for what is caught. */
  readonly why: string;
  /** Steps that close it, in order; empty where nothing is open. */
  readonly fix: readonly string[];
}

/** A line of a script or of CI that goes round us, or destroys data where nobody looks. */
export interface Finding {
  readonly level: Exclude<Level, 'ok'>;
  /** Relative to the project's root, with forward slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** As written, without secrets. */
  readonly command: string;
  readonly why: string;
  readonly fix: readonly string[];
}

export interface Check {
  /** Permanent: scripts match on it. */
  readonly id: string;
  readonly level: Level;
  readonly says: string;
  readonly fix: readonly string[];
}

/** Something that the role in the project's URL could destroy by itself. */
export interface Power {
  /** Goes on from "could ": `drop 3 tables (public.a, public.b, public.c)`. */
  readonly could: string;
  /** Why the database would let it: `it owns them`. */
  readonly because: string;
  /** Statements, complete and quoted, that take the power away; run by an administrator. */
  readonly stop: readonly string[];
}

export interface RoleReport {
  /** As the server calls it: `app`, `app@%`. */
  readonly role: string;
  readonly powers: readonly Power[];
  /** Statements that give it back what an application needs, where a power goes with the ownership of things. */
  readonly keep: readonly string[];
}

export interface Diagnosis {
  readonly ways: readonly WayResult[];
  readonly findings: readonly Finding[];
  readonly checks: readonly Check[];
  /** Undefined where no database was asked. */
  readonly role: RoleReport | undefined;
  /** A role that could destroy is a warning in a protected place: it tells how far we are the last line there. */
  readonly roleLevel: Exclude<Level, 'fail'>;
}

/** Whether anything in it fails. */
export function hasFailures({ ways, findings, checks }: Diagnosis): boolean {
  return [...ways, ...findings, ...checks].some(({ level }) => level === 'fail');
}
