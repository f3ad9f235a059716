/**
 * The nouns of the pipeline. Each step takes the value that the step before it
 * made and adds one of these; docs/design.md tells the order.
 */

/** `prisma7` is the program of `@prisma/prisma7`: Prisma 7 beside another one. */
export type Program = 'prisma' | 'prisma7' | 'dropdb';

/** A command that can lose data is never `none`; one that nobody can read is `unknown`. */
export type Risk = 'none' | 'change' | 'destroy' | 'unknown';

/** A flag that was given is `true`; an option with values holds them in the order given. */
export type OptionValue = true | readonly string[];

/** What was typed, read as the CLI of that major reads it. */
export interface Invocation {
  readonly program: Program;
  /** Of the CLI that will run; undefined for `dropdb` and for a CLI whose version is not a number. */
  readonly major: number | undefined;
  readonly argv: readonly string[];
  /** The words that name the command, joined by a blank: `db push`. Empty where none was named. */
  readonly command: string;
  /** By canonical long name, without dashes. Only what the CLI itself would honour. */
  readonly options: Readonly<Record<string, OptionValue>>;
  /** Words the command got besides options, in order. */
  readonly operands: readonly string[];
  /** The last `--config` that the CLI would load, which its leaf command may not have read. */
  readonly config: string | undefined;
  /**
   * `runs`: the command does its work. `help`, `version`: it only prints.
   * `unreadable`: the grammar does not know what the CLI would do; `problem` says where it stopped.
   */
  readonly reading: 'runs' | 'help' | 'version' | 'unreadable';
  readonly problem: string | undefined;
}

export interface Classification {
  /** Id of the first rule of the table that matched. */
  readonly rule: string;
  readonly risk: Risk;
  /** What it can reach: the database, its shadow, databases of this machine without a URL, the Prisma platform. */
  readonly reach: 'nothing' | 'files' | 'main' | 'shadow' | 'local' | 'cloud';
  /** One sentence on what the command does to a database. */
  readonly effect: string;
  /** What to run in its place, with the reason it is safer. */
  readonly instead: readonly string[];
}

/** Providers of a Prisma datasource. The first three have a backup engine. */
export type Provider = 'sqlite' | 'postgresql' | 'mysql' | 'sqlserver' | 'mongodb' | 'unknown';

/** Holds what must never be printed: every way of turning it into text gives `[redacted]`. */
export interface Secret {
  reveal(): string;
}

/** A database, told apart from others by where it is and not by how its URL is spelled. */
export interface TargetIdentity {
  readonly provider: Provider;
  /** Lower case, loopback spellings folded to `localhost`; empty for SQLite. */
  readonly host: string;
  /** 0 for SQLite and for a unix socket. */
  readonly port: number;
  /** The database's name; for SQLite the absolute path of the file, links resolved. */
  readonly database: string;
}

export interface Target {
  readonly identity: TargetIdentity;
  /** The shadow database is wiped by the commands that use it, so it is judged as well. */
  readonly role: 'main' | 'shadow';
  readonly url: Secret;
  /** What a person types to name it: `app@db.example.com`, `dev.db`. No user, no password. */
  readonly label: string;
  /** Where the URL came from: `--url`, `DATABASE_URL`, `prisma.config.ts`. */
  readonly source: string;
}

export type EnvironmentName = 'test' | 'development' | 'staging' | 'production' | 'unknown';

/** One fact that says what kind of place this is. */
export interface Evidence {
  readonly says: EnvironmentName;
  /** `variable NODE_ENV`, `host`, `policy`. */
  readonly from: string;
  /** A sentence for people, without secrets. */
  readonly why: string;
}

export interface Environment {
  /** The strictest of the evidence; `unknown` where there is none. */
  readonly name: EnvironmentName;
  readonly evidence: readonly Evidence[];
}

export interface Actor {
  readonly kind: 'person' | 'ci' | 'agent';
  /** Whether somebody can be asked: stdin and stderr are terminals. */
  readonly terminal: boolean;
  readonly why: string;
}

/** What `resolve` found out. Where `problem` is set the target is not known, and judged as production. */
export interface Resolution {
  readonly targets: readonly Target[];
  readonly problem: string | undefined;
}

export type Verdict = 'allow' | 'confirm' | 'block';

/**
 * `phrase`: type DESTROY_DATA. `yes`: a yes to the plan. `twice`: a yes, then the target's label typed.
 */
export type ConfirmationKind = 'none' | 'yes' | 'phrase' | 'twice';

/**
 * `cheap`: taken when the server's own estimate is under the policy's limit, else one line says it was skipped.
 * `always`, `mandatory`: made, durable and inspected, or the command does not run.
 */
export type BackupNeed = 'none' | 'cheap' | 'always' | 'mandatory';

export interface MatrixCell {
  readonly verdict: Verdict;
  readonly confirm: ConfirmationKind;
  readonly backup: BackupNeed;
}

export interface Decision extends MatrixCell {
  /** Every fact that led here, the deciding ones first. */
  readonly because: readonly string[];
}

/** How a person, or in CI a variable, answered. */
export type Confirmation =
  | { readonly given: true; readonly how: 'not needed' | 'typed' | 'variable' }
  | { readonly given: false; readonly how: 'refused' | 'nobody to ask' | 'agent' };

/** A whole backup in a repository. */
export interface Backup {
  readonly id: string;
  /** Absolute path of its folder, or what names it in a repository that is none. */
  readonly path: string;
  /** Sum of its payload's files, in bytes. */
  readonly size: number;
}

/** `of`: the label of the database that it is a copy of. */
export interface BackupOf extends Backup {
  readonly of: string;
}

/** The Prisma CLI, or the `dropdb`, that will run. */
export interface RealCli {
  /** Absolute path of the program's file; of Prisma's with links resolved, which is how Node finds its modules. */
  readonly path: string;
  /** `7.10.1`; empty for `dropdb`. */
  readonly version: string;
  readonly major: number | undefined;
  /** Whether Node runs it (in this process or a child), and how it is loaded. */
  readonly module: 'commonjs' | 'esm' | 'none';
  /** It lies in an archive of Yarn's Plug'n'Play, which this process was not started with. */
  readonly apart?: boolean;
}

/** How the real CLI ended. */
export interface Outcome {
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

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
  readonly workshop: string;
}

export interface ResticRepository {
  readonly kind: 'restic';
  /** As restic's `--repo` takes it; an URL may hold a password. */
  readonly repository: Secret;
  readonly passwordFile: string;
  /** Whether what a payload has in common with the one before is stored once wherever it lies, by xdelta3. */
  readonly deltas?: boolean;
  /** A folder of this machine for locks, unfinished and fetched backups, and what the next delta is made against. */
  readonly workshop: string;
}
export type PerEnvironment = Readonly<Partial<Record<EnvironmentName, boolean>>>;

/** The user's policy, after all its files were merged. Every field has a default. */
export interface Policy {
  /** Files it was read from, nearest first; empty where there is none. */
  readonly files: readonly string[];
  /** What the owners say of their databases. `target` is a label, exact: `app@db.example.com`. */
  readonly environments: readonly { readonly target: string; readonly is: EnvironmentName }[];
  /** Labels of databases whose loss is no loss. */
  readonly disposable: readonly string[];
  readonly backup: {
    readonly repository: RepositoryPlace;
    /** Up to this estimate, in bytes, a `cheap` backup is taken. */
    readonly cheapBytes: number;
    /** How many automatic backups of a target are kept. */
    readonly keep: number;
    /** Programs that back up a database in place of our own engine, by the target's label. Only the person's and the machine's file name any. */
    readonly engine?: Readonly<Record<string, EngineChoice>>;
    readonly freshness: Freshness;
    /** Where a fresh backup may take the place of a new one before a `change`. */
    readonly reuse: readonly EnvironmentName[];
    /** What the owners say on proving automatic backups by restoring them; of other places the default holds. */
    readonly verify?: PerEnvironment;
    /** Where an instant snapshot is kept beside the dump. Nowhere by default. */
    readonly snapshot?: PerEnvironment;
  };
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
