import type { Conditions } from '../classify/classify.ts';
import type { EnvironmentName, Risk, Secret } from '../types.ts';

/** Where backups are kept. A string is the absolute path of a plain folder. */
export type RepositoryPlace = string | EncryptedFolder | ResticRepository;

/** A folder whose payloads are encrypted by age. All paths are absolute. */
export interface EncryptedFolder {
  readonly kind: 'folder';
  readonly path: string;
  /** Public keys, `age1…`: any one of their owners can read the backups. */
  readonly encryptTo: readonly string[];
  /** Holds the private key. Without it backups can be made and listed, and not restored. */
  readonly identityFile: string | undefined;
  /** A folder of this machine for what is not encrypted yet. */
  readonly staging: string;
}

export interface ResticRepository {
  readonly kind: 'restic';
  /** As restic's `--repo` takes it; an URL may hold a password. */
  readonly repository: Secret;
  readonly passwordFile: string;
  /** Whether what a payload has in common with the one before is stored once wherever it lies, by xdelta3. */
  readonly deltas?: boolean;
  /** A folder of this machine for locks, unfinished and fetched backups, and what the next delta is made against. */
  readonly staging: string;
}

export type PerEnvironment = Readonly<Partial<Record<EnvironmentName, boolean>>>;

/** The user's policy, after all its files were merged. Every field has a default. */
export interface Policy {
  /** Files it was read from, nearest first; empty where there is none. */
  readonly files: readonly string[];
  /** What the owners say of their databases. `target` is a name that `fitOf` reads. */
  readonly environments: readonly EnvironmentLine[];
  /** Names, as `fitOf` reads them, of databases whose loss is no loss. */
  readonly disposable: readonly string[];
  /** Commands that are run in no place; none where it is undefined. */
  readonly forbid?: readonly Forbidden[];
  /** Rules that the owners add to ours; none where it is undefined. */
  readonly rules?: readonly OwnRule[];
  /** Every name of a database in these files, and where it stands. */
  readonly names?: readonly PolicyName[];
  /** With more rows than this, a database that nobody has declared is raised a level. */
  readonly undeclaredRows?: number;
  /** What is run when a guarded command has changed a database; nearest first. */
  readonly smoke?: readonly Smoke[];
  readonly backup: {
    readonly repository: RepositoryPlace;
    /** Up to this estimate, in bytes, a `cheap` backup is taken. */
    readonly cheapBytes: number;
    /** How many automatic backups of a target are kept. */
    readonly keep: number;
    /** What stays beyond that, and how long. */
    readonly bounds?: Bounds;
    /** Programs that back up a database in place of our own engine, by a name that `fitOf` reads; the last that fits counts. Only the person's and the machine's file name any. */
    readonly engine?: Readonly<Record<string, EngineChoice>>;
    /** How long a command that is waited for may show no progress. */
    readonly lockTimeoutMs: number;
    readonly freshness: Freshness;
    /** Where a fresh backup may take the place of a new one before a `change`. */
    readonly reuse: readonly EnvironmentName[];
    /** What the owners say on proving automatic backups by restoring them; of other places the default holds. */
    readonly verify?: PerEnvironment;
    /** What proving a backup before something destroys may take, in seconds; above it what decides is asked and not tried. */
    readonly proofSeconds: number;
    /** Whose rights bring databases back, where those of the project's own role do not. */
    readonly restoreUrl?: RestoreUrl;
    /** Where an instant snapshot is kept beside the dump. Nowhere by default. */
    readonly snapshot?: PerEnvironment;
  };
}

export interface Smoke {
  /** A line for the shell, or a program and its arguments. */
  readonly run: string | readonly string[];
  /** Absolute path of the folder to run it in. */
  readonly folder: string;
  /** After so many seconds it is killed and has failed. */
  readonly timeoutSeconds: number;
}

/** A command as it stands behind Prisma's name, `db push --accept-data-loss`, or `dropdb`. */
export interface Forbidden {
  readonly command: string;
  readonly because?: string;
  readonly at?: Spot;
}

/** Makes the lines that it matches stricter than our own table does, and never milder. */
export interface OwnRule {
  readonly id: string;
  /** As those of our own rules, with commands, or of `dropdb`. */
  readonly when: Conditions;
  readonly risk: Exclude<Risk, 'none'>;
  readonly because: string;
  /** Names, as `fitOf` reads them, of the databases that it is for; for every one where it is undefined. */
  readonly where?: readonly string[];
  readonly at?: Spot;
}

export interface EnvironmentLine {
  readonly target: string;
  readonly is: EnvironmentName;
  /** It may be meant by this name, or its day is over: enough for a stricter word, and not for a milder one. */
  readonly isGuess?: true;
  /** The last day that it counted, where that is over. */
  readonly wasUntil?: string;
}

/** A name of a database, where a policy has it. */
export interface PolicyName {
  /** As it was written. */
  readonly text: string;
  /** Under which names it is looked for, as `fitOf` reads them. */
  readonly targets: readonly string[];
  /** `environments`, `disposable`, `backup.engine`, `rules`. */
  readonly key: string;
  /** What is said of it: `production`, `disposable`, the kind of an engine, the id of a rule. */
  readonly word: string;
  /** The last day that it counts: `2026-12-31`. Undefined where it has no end. */
  readonly until?: string;
  readonly isPast?: true;
  readonly at: Spot;
  /** Whether the file is the person's or the machine's own, which speak of other projects as well. */
  readonly isOwn: boolean;
}

/** A place in a file. Lines and columns count from 1. */
export interface Spot {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The URL itself, or the name of the environment variable that holds it. */
export type RestoreUrl = { readonly url: Secret } | { readonly variable: string };

export interface Bounds {
  /** Of the backups that a command has pinned: so many stay, and no more than that together; at least the newest. */
  readonly pinned?: { readonly count: number; readonly bytes: number };
  /** Of the manual ones: the newest of each of the last days, and weeks, that have any. Undefined: all. */
  readonly manual?: { readonly days: number; readonly weeks: number };
}

/** Every program is an absolute path, with the arguments that follow it. */
export type EngineChoice = CommandChoice | PgBackRestChoice;

export interface CommandChoice {
  readonly kind: 'command';
  /** Writes the payload: to its stdout, or into the folder that a variable names. */
  readonly backup: readonly [string, ...string[]];
  readonly restore: readonly [string, ...string[]];
  readonly inspect?: readonly [string, ...string[]] | undefined;
  readonly output?: 'stdout' | 'folder' | undefined;
  /** After so many seconds a program is killed and has failed. */
  readonly timeoutSeconds?: number | undefined;
}

export interface PgBackRestChoice {
  readonly kind: 'pgbackrest';
  readonly stanza: string;
  /** Absolute path of its configuration, where that is not pgBackRest's own place. */
  readonly config?: string | undefined;
  /** The system's user whom pgBackRest and the scratch cluster run as where we are root. */
  readonly user?: string | undefined;
  /** Absolute path of a folder that has room for a scratch cluster. */
  readonly scratch?: string | undefined;
  readonly timeoutSeconds?: number | undefined;
}

/** When a backup is young and good enough that none newer is missed. */
export interface Freshness {
  readonly maxAgeMs: number;
  /** Whether it has to be restored and compared. */
  readonly verified: boolean;
  /** Of the size of the backup before it, from 0 to 1. */
  readonly minSizeRatio: number;
}
