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
  /** What to do in its place, with the reason it is safer. */
  readonly instead: readonly Advice[];
  /** What it is in a protected place, where that is more. */
  readonly whereProtected?: Risk;
  /** It changes nothing by itself, and stands ready for others to. */
  readonly waits?: true;
  /** For the main database, where the line is worse for its shadow database. */
  readonly mainRisk?: Risk;
  /** Nowhere right but where nothing is lost: it would empty a database that is no shadow database. */
  readonly isRefused?: boolean;
  /** The rule of the policy that made it more than the table does. */
  readonly raisedBy?: RaisedBy;
  /** Its call to the engine carries SQL: what that does counts, where it could be read. */
  readonly sql?: CarriedSql;
  /** That SQL may take something away from databases that it is not sent to, of which nothing is counted. */
  readonly takesElsewhere?: true;
}

/** `migrations`: files of the project, pending ones. `script`: of `db execute`. `diff`: what would make a database match a schema. */
export type CarriedSql = 'migrations' | 'script' | 'diff';

/** SQL that Prisma hands to its engine. `migration`: its name, where it is one; `file`: where that lies, absolute. */
export interface SqlScript {
  readonly migration: string | undefined;
  readonly sql: string;
  readonly file?: string | undefined;
}

/** A migration that renames what it would take away otherwise. */
export interface SqlCorrection {
  readonly migration: string;
  /** Absolute. */
  readonly file: string;
  /** All of its text, as it was read and as it would be. */
  readonly before: string;
  readonly after: string;
}

/** Something that SQL takes away, as it is now; or a statement of which nobody can tell what it would do. */
export interface AtStake {
  readonly migration: string | undefined;
  /** Of the statement's first word, from 1. Undefined where the text is nobody's file. */
  readonly line: number | undefined;
  /** `table User`, `column User.name`, `rows of User`. */
  readonly what: string;
  /** Rows; of columns those in which one of them holds a value. Undefined: they could not be counted. */
  readonly rows: number | undefined;
  /** Where `rows` is no count: the server's own estimate. */
  readonly isEstimate?: true;
  /** Why nobody can tell, a few words. */
  readonly why?: string | undefined;
  /** Of a table: on the disk, with its indexes. */
  readonly bytes?: number | undefined;
  /** Of a table, where that is cheap to find: `createdAt 2026-11-30 12:00:00`, `id 14028`. */
  readonly newest?: string | undefined;
  /** Tables whose rows go with its own by foreign keys, and how many they are at most. */
  readonly along?: readonly Pick<AtStake, 'what' | 'rows' | 'isEstimate'>[] | undefined;
  /** Why no backup of the database holds it, a few words. */
  readonly unheld?: string | undefined;
}

/** A hazard of policy/hazards that was seen in SQL, beside what that takes away. */
export interface SqlHazard extends Pick<AtStake, 'migration' | 'line'> {
  /** Permanent: `LOCKS_WRITES`. */
  readonly id: string;
  /** `table User`, `column User.name, User.fullName`. */
  readonly what: string;
  /** A sentence: what happens. */
  readonly effect: string;
  /** How the same is reached without it, for this statement where that can be said. */
  readonly rewrite: string | undefined;
}

/** What SQL that was read comes to, of what is in the database now. */
export interface SqlFinding {
  /** `none` as well where it only adds. */
  readonly risk: Risk;
  readonly stake: readonly AtStake[];
  readonly hazards: readonly SqlHazard[];
  /** Read again, and found to lose less and to do nothing that is not known. */
  readonly corrections?: readonly SqlCorrection[] | undefined;
}

/** A rule that the owners of a database have added. */
export interface RaisedBy {
  readonly id: string;
  /** A sentence for people. */
  readonly why: string;
}

/** What a look at the shadow database came to. `why`: sentences for people, without secrets. */
export interface ShadowFinding {
  /** `harmless`: nothing would be lost. `filled`: its rows would. `refused`: it is no shadow database. */
  readonly kind: 'harmless' | 'filled' | 'refused';
  readonly why: string;
}

/**
 * A text holds in every place, so it names no command that could change a database. What is `own` is said only where the
 * database is somebody's own, a test or in development, and names none that destroys.
 */
export type Advice = string | { readonly own: string };

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
  /** What the server itself said of it, where it could be asked. */
  readonly server?: ServerIdentity | undefined;
}

/** What the server itself says which database this is. Equal for a copy of its files too: it may make a place stricter by itself, never milder. */
export interface ServerIdentity {
  readonly provider: 'sqlite' | 'postgresql' | 'mysql';
  /** PostgreSQL: system_identifier. MySQL: server_uuid. MariaDB: server_uid, else of one on this machine its data folder. SQLite: empty. */
  readonly server: string;
  /** PostgreSQL: oid of the database. MySQL, MariaDB: the schema's name as the server folds it. SQLite: the canonical path. */
  readonly database: string;
  /** PostgreSQL: its name, which stays when it is made anew or replaced by a restore, where the oid does not. */
  readonly name?: string | undefined;
  /** SQLite: device, inode and time of birth, by which two paths are told to be one file. */
  readonly file?: string | undefined;
  /** `localhost:5432`: where a server of this machine listens, whichever way it was reached. */
  readonly here?: string | undefined;
}

/** The word that was written into the database itself. */
export interface Stamp {
  readonly place: 'test' | 'development' | 'staging' | 'production';
  /** Random, a lower-case UUID. */
  readonly id: string;
  readonly identity: ServerIdentity;
  /** `identityKey` of the address that it was stamped through, a blank, and the label. */
  readonly address: string;
  /** `user@host`. */
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** What shows that a database is in use. What could not be read is undefined, and is not zero. */
export interface Signs {
  /** By the server's own statistics. */
  readonly rows?: number | undefined;
  readonly tables?: number | undefined;
  readonly bytes?: number | undefined;
  /** By another session, which comes from elsewhere than this machine and the server's own. */
  readonly writtenSecondsAgo?: number | undefined;
  /** Other sessions in the same database. */
  readonly sessions?: number | undefined;
}

/** What one connection found out about a target before it is judged. Undefined fields could not be read; `problem` says why. */
export interface Look {
  readonly identity?: ServerIdentity | undefined;
  readonly stamp?: Stamp | 'none' | undefined;
  readonly signs?: Signs | undefined;
  /** No answer, no right, no server: a few words without secrets. */
  readonly problem?: string | undefined;
  /** Undefined where nobody could tell. */
  readonly exists: boolean | undefined;
}

export interface Target {
  readonly identity: TargetIdentity;
  /**
   * The shadow database is wiped by the commands that use it, so it is judged as well. A `neighbour` is named by SQL that is sent
   * to another database.
   */
  readonly role: 'main' | 'shadow' | 'neighbour';
  readonly url: Secret;
  /** What a person types to name it: `app@db.example.com`, `dev.db`. No user, no password. */
  readonly label: string;
  /** Where the URL came from: `--url`, `DATABASE_URL`, `prisma.config.ts`. */
  readonly source: string;
  /** Undefined where it was not looked at: a line that is blocked whatever its database, a server that no driver of ours knows. */
  readonly look?: Look | undefined;
  /** Other labels of the policy that mean the same database: what is stricter counts by them, too. */
  readonly also?: readonly string[];
  /** Of a neighbour. */
  readonly named?: Named;
}

/** What SQL does to a database that it names, and is not sent to. */
export interface Named {
  /** Never `none`. */
  readonly risk: Risk;
  /** To which database it is sent. */
  readonly via: 'main' | 'shadow';
  /** The name may be that of something else: of a table, in a text that could not be read. */
  readonly isGuess: boolean;
}

export type EnvironmentName = 'test' | 'development' | 'staging' | 'production' | 'unknown';

/** One fact that says what kind of place this is. */
export interface Evidence {
  readonly says: EnvironmentName;
  /** `variable NODE_ENV`, `host`, `policy`, `memory`. */
  readonly from: string;
  /** A sentence for people, without secrets. */
  readonly why: string;
}

export interface Environment {
  /** The strictest of the evidence; `unknown` where there is none. */
  readonly name: EnvironmentName;
  readonly evidence: readonly Evidence[];
  /** What is disposable now was something else before, so its backups are made all the same. */
  readonly hasBeenMore?: true;
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
  /** Prisma has no URL, and ends such a line in its own words before it reaches anything. */
  readonly endsByItself?: true;
  /** The problem is with databases beside those that Prisma itself names: the SQL touches others, and which cannot be told. */
  readonly isElsewhere?: boolean | undefined;
  /** Variables that tell of the place, as Prisma itself has them: its `.env` is among them. */
  readonly handed?: Readonly<Record<string, string | undefined>> | undefined;
}

export type Verdict = 'allow' | 'confirm' | 'block';

/**
 * `phrase`: type DESTROY_DATA. `yes`: a yes to the plan. `twice`: a yes, then the target's label typed. `thrice`: the phrase after
 * that.
 */
export type ConfirmationKind = 'none' | 'yes' | 'phrase' | 'twice' | 'thrice';

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
  /** What its SQL would lose, the first first. Undefined: nobody has read it, or it loses nothing. */
  readonly stake?: readonly AtStake[];
  /** What else its SQL does to those who use the database. */
  readonly hazards?: readonly SqlHazard[];
  /** Of the migrations in it, where what they take away may be renames. */
  readonly corrections?: readonly SqlCorrection[];
}

/** What Prisma's engine says of a call before it is handed on. What nobody can tell changes, may lose, and was not asked about. */
export interface Foresight {
  readonly changes: boolean;
  /** Not clearly additive. */
  readonly mayLose: boolean;
  /** Prisma itself shows the person what would be lost, and asks. */
  readonly isAsked: boolean;
  /** What would run, in its order. Undefined: nobody could say. */
  readonly scripts?: readonly SqlScript[];
}

/** How a person, or in CI a variable, answered. `why`: why a variable that is set does not count. */
export type Confirmation =
  | { readonly given: true; readonly how: 'not needed' | 'typed' | 'variable' }
  | { readonly given: false; readonly how: 'refused' | 'nobody to ask' | 'agent'; readonly why?: string };

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
  /** Of other values, where both could be seen: `in 2 of 2 rows; gross: 20 becomes 30`. */
  readonly values?: string | undefined;
  /** What it could not be without: kind and name of other omissions, `constraint public.User.User_pkey`. */
  readonly hangsOn?: readonly string[] | undefined;
}

/** `of`: the label of the database that it is a copy of. */
export interface BackupOf extends Backup {
  readonly of: string;
  /** Undefined where it says what was there at another time. */
  readonly held?: Held;
}

/** What was in a database when it was backed up, by the names that its manifest has. */
export interface Held {
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  readonly objects: readonly { readonly kind: string; readonly name: string; readonly detail: string }[];
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
