/** The nouns of reading SQL: a script becomes statements, and each statement says what it does to what is there. */
import type { HazardId } from '../../policy/hazards/index.ts';
import type { Host } from '../host.ts';
import type { Risk } from '../types.ts';

export type Dialect = 'postgresql' | 'mysql' | 'sqlite';

/** How the server would read the text. What is not known is undefined, and is read the stricter way. */
export interface ServerReading {
  readonly dialect: Dialect;
  /** MySQL and MariaDB: which of them, and its version as a number: 80410, 101119. They decide what a conditional comment is. */
  readonly flavour?: 'mysql' | 'mariadb' | undefined;
  readonly version?: number | undefined;
  /** PostgreSQL: `standard_conforming_strings`. */
  readonly standardStrings?: boolean | undefined;
  /** MySQL and MariaDB: the parts of `sql_mode`, upper case. */
  readonly sqlMode?: readonly string[] | undefined;
  /** The type that a column of the database has now, as the server writes it. Undefined: not known. */
  readonly typeOf?: ((table: readonly string[], column: string) => string | undefined) | undefined;
  /**
   * MySQL, MariaDB, SQLite: what is there already, as a script that would make it, its CREATE TABLE and CREATE TRIGGER
   * statements. What a copy of a table leaves out, and what an INSERT sets off, cannot be told without it.
   */
  readonly schema?: string | undefined;
}

/** Something that has a name in a database. `name`: as the server folds it, outermost first; as much of it as was written. */
export interface SqlObject {
  readonly type: ObjectType;
  readonly name: readonly string[];
  /** Of a table: the columns that are meant. Undefined: all of it. */
  readonly columns?: readonly string[] | undefined;
}

export type ObjectType =
  | 'database'
  | 'schema'
  | 'table'
  | 'view'
  | 'materialized view'
  | 'index'
  | 'constraint'
  | 'type'
  | 'sequence'
  | 'function'
  | 'trigger'
  | 'extension'
  | 'role'
  | 'other';

/**
 * `removes`: it is gone afterwards. `removes rows`: some or all rows. `adds rows`: to a table, whose others stay as they are. `overwrites`: values in rows that stay.
 * `narrows`: values are cut or rounded to fit, without an error. `renames`, `alters`: it is there afterwards, otherwise. `adds`: it was not there.
 * `reads`: nothing. `runs`: code that is not in this text.
 */
export type Deed =
  | 'removes'
  | 'removes rows'
  | 'adds rows'
  | 'overwrites'
  | 'narrows'
  | 'renames'
  | 'alters'
  | 'adds'
  | 'reads'
  | 'runs';

export interface SqlEffect {
  readonly deed: Deed;
  readonly object: SqlObject;
  /** Of a rename: what it is called afterwards, as much of it as was written. */
  readonly to?: readonly string[] | undefined;
  /** What hangs on it goes, too. */
  readonly cascades?: boolean | undefined;
  /** It may not happen: IF NOT EXISTS, or a branch of a block. What was added so may have been there before. */
  readonly perhaps?: boolean | undefined;
  /** Of one added column: its type, as it was written. */
  readonly columnType?: string | undefined;
  /** Of a table that is made: its columns, where they are written out. */
  readonly made?: readonly TypedColumn[] | undefined;
  /** Of `adds rows`: every row of this other one is put into it. */
  readonly from?: RowsOf | undefined;
  /** SQLite: the file of a database that is attached, or written by VACUUM, as the text names it; null where that is computed. */
  readonly file?: string | null | undefined;
}

/** `type`: as it is written, or as the server writes it. */
export interface TypedColumn {
  readonly name: string;
  readonly type: string;
}

export interface RowsOf {
  readonly table: SqlObject;
  /** Columns of that table whose values do not go along. Undefined: not known, which counts as a loss. */
  readonly leaves?: readonly string[] | undefined;
}

/** A hazard of policy/hazards by its id, with what it was seen in. */
export interface SeenHazard {
  readonly id: HazardId;
  readonly object: SqlObject;
}

export interface SqlStatement {
  /** Of its first word, from 1. */
  readonly line: number;
  /** As written, without what stands around it. */
  readonly text: string;
  /** `none`: nothing that is there is touched. `unknown`: it could not be read, or runs what nobody can see. */
  readonly risk: Risk;
  readonly effects: readonly SqlEffect[];
  readonly hazards: readonly SeenHazard[];
  /** Where the risk is `unknown`: why, a few words. */
  readonly why?: string | undefined;
}

/** A script that could not be cut into statements is one statement of the risk `unknown`. Never empty for text that is not blank. */
export type ReadScript = (host: Host, sql: string, reading: ServerReading) => Promise<readonly SqlStatement[]>;
