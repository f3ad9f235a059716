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

/** All that the steps up to `decide` found out about one command line, or one call of Prisma to its engine. */
export interface Judgement {
  readonly invocation: Invocation;
  readonly classification: Classification;
  /** Undefined where the verdict was sure before a target was looked for. */
  readonly resolution: Resolution | undefined;
  readonly environment: Environment;
  readonly actor: Actor;
  readonly decision: Decision;
}

/** What Prisma's engine says of a call before it is handed on. What nobody can tell changes, may lose, and was not asked about. */
export interface Foresight {
  readonly changes: boolean;
  /** Not clearly additive. */
  readonly mayLose: boolean;
  /** Prisma itself shows the person what would be lost, and asks. */
  readonly isAsked: boolean;
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

/** Something that a restored copy does not have as the backup recorded it, because the server does not let it be so again. */
export interface Omission {
  /** As contents name it: `table`, `constraint`, `index`, `materialized view`. */
  readonly kind: string;
  readonly name: string;
  /** Not there; there and promising less, as a constraint that is not validated; there with values that came out otherwise. */
  readonly how: 'left-out' | 'weaker' | 'other-value';
  /** The decisive line of the server's error, or what was counted. */
  readonly why: string;
  /** What it could not be without: kind and name of other omissions, `constraint public.User.User_pkey`. */
  readonly hangsOn?: readonly string[] | undefined;
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
