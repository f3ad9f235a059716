/**
 * What a backup engine does. One engine a kind of database; one suite in test/backup runs against all.
 * `docs/design.md`, section 8, tells the order in which the repository calls these.
 */
import type { Tool } from '../../databases/tools/tool.ts';
import type { Host } from '../../host.ts';
import type { Omission, Target } from '../../types.ts';
import type { Tell } from '../../ui/step.ts';

export type { Omission };

export interface EngineContext {
  readonly host: Host;
  readonly target: Target;
  /** Whether the payload should not be compressed: the repository does that, and finds what is alike in it. */
  readonly isPlain?: boolean;
  /**
   * In the name of every scratch copy, so that the next command knows what a killed one left; see `scratchOwner`.
   * Undefined: nobody looks for them.
   */
  readonly owner?: string;
  /** Is told how far the work is, often. Absent: nobody wants to know. */
  readonly progress?: Tell | undefined;
  /** A line for people while a copy is swapped in: who is waited for, what was ended, what did not come along. */
  readonly tell?: (line: string) => void;
  /** How long a swap waits for those whom it may not end, in milliseconds; 30,000 without it. */
  readonly patienceMs?: number;
}

export interface Preflight {
  /** False where the server answers but has no such database: there is nothing to back up. */
  readonly exists: boolean;
  /** The server's own estimate of the database's size, in bytes. */
  readonly estimatedBytes: number;
  readonly serverVersion: string;
  /** Undefined where the engine needs no program. */
  readonly tool: Tool | undefined;
}

/** A table as it stood at one moment. */
export interface TableFingerprint {
  /** With its schema where the database has schemas, unquoted: `public.User`. */
  readonly name: string;
  readonly rows: number;
  /** Over the contents of all rows, whatever their order; hex. A dump may leave it to `readPayload`. */
  readonly digest?: string | undefined;
}

export interface DumpedObject {
  readonly kind: string;
  readonly name: string;
  readonly detail: string;
  /**
   * What it belongs to, as its name begins, where it follows from something else that is recorded. The rest of its name is
   * the server's choice, and may be another after a restore: it is known by what it says.
   */
  readonly impliedOn?: string | undefined;
}

export interface Dump {
  readonly serverVersion: string;
  readonly tool: Tool | undefined;
  /** Relative to the backup's folder. */
  readonly files: readonly string[];
  /** Read in the dump's own snapshot where the server can share one; see `snapshot`. */
  readonly tables: readonly TableFingerprint[];
  readonly snapshot: 'shared' | 'separate';
  /** Everything else that must be there again: views, indexes, functions, triggers, sequences with their positions, enums. */
  readonly objects: readonly DumpedObject[];
  /** What the dump leaves out, in words: roles, other databases. */
  readonly excluded: readonly string[];
  /** Whether all of the payload was read by the engine's own means while it was written; then `inspect` need not. */
  readonly isRead?: boolean;
  /** What was there and could not be read, a line each; only of a copy of a damaged database. */
  readonly incomplete?: readonly string[];
  /** The state of the target at the dump's own moment, for `unchangedSince`. Absent where that could not be told for sure. */
  readonly mark?: string | undefined;
}

export type MarkedDump = Dump & { readonly mark: string };

export type Contents = Pick<Dump, 'tables' | 'objects'>;

/** What will be compared with: digests are made as its own were, however an older version or another server makes them. */
export type Like = Pick<Contents, 'tables'> | undefined;

/** A copy restored next to the target; the target itself is untouched until `swapIn`. */
export interface Beside {
  /** What the server did not let the copy have again; whole once `fingerprint` was read. What is not named here is as it was. */
  readonly omissions?: readonly Omission[];
  /** The copy as a target of its own, to be read; undefined where it is none. */
  readonly copy?: Target;
  /** Reads the copy as `Dump` recorded the original. */
  fingerprint(like?: Like): Promise<Contents>;
  /**
   * After the swap: whether the target is that very copy by what the server itself says, so that it holds what was read of
   * it. Where it is absent, or says no, the target is read.
   */
  isInPlace?(): Promise<boolean>;
  /** Puts the copy in the target's place. */
  swapIn(): Promise<void>;
  /**
   * The same, and what was there stays, under a name that this gives: for a day, or where it is `damaged` until somebody
   * removes it. Only where the database can rename.
   */
  swapKeeping?(at: Date, because?: Kept): Promise<string | undefined>;
  /** Removes the copy; safe to call after a failure and after `swapIn`. */
  discard(): Promise<void>;
}

/** Why what a swap replaced is kept. */
export type Kept = 'undo' | 'damaged';

/** What a swap would meet, a line each. */
export interface InTheWay {
  /** Connections that it ends. */
  readonly ends: readonly string[];
  /** Whom it may not end: it waits for these, and is refused where they stay. */
  readonly waitsFor: readonly string[];
  /** What belongs to the database and is in no dump, and what becomes of it. */
  readonly loses: readonly string[];
}

export interface BackupEngine {
  /** The one that it is registered under. */
  readonly name: string;
  /** Throws `tool-missing`, or `backup-failed` where the server does not answer or the tool is older than the server. */
  preflight(context: EngineContext): Promise<Preflight>;
  /** Writes the payload into `folder`, which exists and is empty. Throws `backup-failed`. */
  dump(context: EngineContext, folder: string): Promise<Dump>;
  /** Reads the payload through once with the engine's own means. Throws `backup-failed` where it is not whole. */
  inspect(context: EngineContext, folder: string, dump: Dump): Promise<void>;
  /** Contents with the digests that the dump left out, read from the payload. Throws where that is not readable. */
  readPayload?(context: EngineContext, folder: string, dump: Dump): Promise<Contents>;
  /** Throws `restore-refused`; leaves nothing behind then. */
  restoreBeside(context: EngineContext, folder: string, dump: Dump): Promise<Beside>;
  /** Whatever a payload says, loading it reaches nothing but the copy: it may begin before the last byte has been compared. */
  readonly loadsApart?: true;
  /**
   * Writes whatever can be read of a damaged target, the smallest things first, and names the rest in `incomplete`.
   * `tables` and `objects` are those of the copy. Throws `backup-failed` where nothing can be had.
   */
  salvage?(context: EngineContext, folder: string): Promise<Dump>;
  /** Why no whole copy can be made of the target, found without a write; undefined where it seems whole, or is another's. */
  findDamage?(context: EngineContext): Promise<string | undefined>;
  /** Whether this, thrown by `preflight`, `dump` or `fingerprint`, says that the target itself is damaged. */
  isDamage?(error: unknown): boolean;
  /** Reads who and what a swap would meet in the target now. */
  findInTheWay?(context: EngineContext): Promise<InTheWay>;
  /** Reads the target as it is now. */
  fingerprint(context: EngineContext, like?: Like): Promise<Contents>;
  /**
   * The mark of the target as it is now, where it holds to the byte what it held when that dump was made. Undefined where
   * something was written since, and at any doubt. Only what moves with every write may answer. `mayReadAll`: whether
   * it is worth to read the whole target.
   */
  unchangedSince?(context: EngineContext, dump: MarkedDump, mayReadAll: boolean): Promise<string | undefined>;
  /**
   * Drops scratch copies of this owner, and what swaps of his kept before `keptBefore`. To be called with the target's
   * lock held: whoever made them is gone then. An engine that leaves nothing behind has none.
   */
  tidy?(context: EngineContext, keptBefore: Date): Promise<void>;
  readonly snapshots?: SnapshotEngine;
  readonly tables?: TableEngine;
  /**
   * What would keep the target from coming back out of a backup, found by questions alone and for the role of its URL. Empty
   * where it can, as far as questions tell, and where there is no such database. Throws where the server does not answer.
   */
  findObstacles?(context: EngineContext): Promise<readonly Obstacle[]>;
}

/** Something that could not be brought back, known before it is lost. */
export interface Obstacle {
  /** `extension pg_cron`, `schema audit`; of a total one the database itself. */
  readonly what: string;
  /** Goes on from `what`, with no full stop. */
  readonly why: string;
  /** What would make it possible: steps that can be pasted where they are statements. */
  readonly next: readonly string[];
  /**
   * `all`: no copy can be made or read, so nothing comes back. `part`: this does not, as far as questions tell. `unseen`: a
   * backup may lack it, and neither it nor its proof can tell.
   */
  readonly reach: 'all' | 'part' | 'unseen';
}

/** Tells a database from others whatever way leads to it. */
export interface Whereabouts {
  /** The same for every connection to that server, and for no other. */
  readonly server: string;
  /** As the server calls it: a pooler may have another name for it. */
  readonly database: string;
}

/** Single tables of a copy beside the target. Each throws `restore-refused`, with the target as it was. */
export interface TableEngine {
  /** Puts the rows of a table, `table` as `Dump` names it, into the target under a new name in the same schema. */
  putBeside(context: EngineContext, copy: Target, table: string, as: string): Promise<void>;
  /**
   * Puts the rows of a table in the place of those that the target's own has, in one transaction: no other table changes, no
   * trigger runs, and where a foreign key would be broken nothing is done. The columns have to be the same.
   */
  putInPlace(context: EngineContext, copy: Target, table: string): Promise<void>;
  /** Rows that only one side has, at most `most` of each, as JSON. */
  compareRows(context: EngineContext, copy: Target, table: string, most: number): Promise<RowsApart>;
}

export interface RowsApart {
  readonly onlyThen: readonly string[];
  readonly onlyNow: readonly string[];
}

/** Copies of the whole database that the server makes in a moment, for an undo that is a rename. */
export interface SnapshotEngine {
  /** Replaces this owner's former one. Throws where the server cannot now: the dump is the backup. */
  take(context: EngineContext, dump: Contents, at: Date): Promise<string>;
  /** Undefined where it is gone, or where somebody may have changed it since. */
  open(context: EngineContext, name: string): Promise<Snapshot | undefined>;
}

export type Snapshot = Required<Pick<Beside, 'swapKeeping'>>;

/** The engine of a kind of database itself. One that has other programs do the copying builds on it. */
export interface NativeEngine extends BackupEngine {
  /** As `preflight`, without asking for the dump tool. */
  look(context: EngineContext): Promise<Omit<Preflight, 'tool'>>;
  /** Undefined where the server answers but has no such database; an engine of files has none. */
  locate?(context: EngineContext): Promise<Whereabouts | undefined>;
  /** Makes an empty database next to the target and has `fill` load it. Throws `restore-refused`; leaves nothing behind then. */
  fillBeside(context: EngineContext, dump: Dump, fill: Fill): Promise<Beside>;
}

/** Loads an empty database. Throws where that fails. */
export type Fill = (scratch: Target) => Promise<void>;
