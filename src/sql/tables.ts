/** The tables that a reader knows, found in other ways than by their keys alone: scripts may name thousands. */

export interface Column {
  readonly name: string;
  /** Upper case, without blanks where none is needed: `VARCHAR(191)`. */
  readonly type: string;
  readonly isNullable: boolean;
  /** Computed by the server from others. */
  readonly isGenerated: boolean;
  /** It came with this script: nothing is lost with its values. */
  readonly isFresh: boolean;
}

export interface Table {
  readonly name: readonly string[];
  /** By name in lower case. Undefined: not known. */
  readonly columns: Map<string, Column> | undefined;
  /** Those that this script has added, of a table whose others are not known. */
  readonly added?: ReadonlySet<string>;
  /** It was made by this script, and no row that was there before has moved into it. */
  isFresh: boolean;
  /** A plain INSERT may replace rows: a constraint says ON CONFLICT REPLACE. */
  readonly replaces?: boolean;
  /** A plain INSERT may leave rows out: a constraint says ON CONFLICT IGNORE. */
  readonly ignores?: boolean;
  /** Tables whose rows, when they go or get another key, take rows or values of this one along. */
  readonly follows?: readonly Follow[];
  /** All rows of another table were put into this one, and neither has been written to since. */
  copy?: Copy | undefined;
}

/** A foreign key that acts by itself. */
export interface Follow {
  /** Key of the table that it refers to. */
  readonly of: string;
  readonly on: 'DELETE' | 'UPDATE';
  /** Referred to, in lower case. Undefined: the primary key, whichever that is. */
  readonly columns: readonly string[] | undefined;
}

/** One INSERT INTO … SELECT … FROM one table. */
export interface Copy {
  /** Key of the table that is read. */
  readonly of: string;
  /** Every row of it: no WHERE, LIMIT, DISTINCT, GROUP BY, join, union, OR IGNORE. */
  readonly isWhole: boolean;
  readonly carried: readonly Carried[];
}

export interface Carried {
  /** Column of the new table. */
  readonly to: string;
  /** Column of the old one. Undefined: a value that comes from none. */
  readonly from: string | undefined;
  /** `filled`: as it was, with something else where it was NULL. `cast`: brought to another type. `computed`: anything else. */
  readonly how: 'as it was' | 'filled' | 'cast' | 'computed';
}

type Index = Map<string, Set<string>>;

const put = (index: Index, at: string, key: string) => {
  const keys = index.get(at);
  if (keys) keys.add(key);
  else index.set(at, new Set([key]));
};

/** The last part of a key, in lower case: a name whose database may be written or not. */
export const lastOf = (key: string): string => key.slice(key.lastIndexOf('\0') + 1).toLowerCase();

/** By key. What the indexes still list and is gone, or otherwise by now, is passed over. */
export class Tables extends Map<string, Table> {
  readonly #spellings: Index = new Map();
  readonly #followers: Index = new Map();
  readonly #copies: Index = new Map();

  override set(key: string, table: Table): this {
    put(this.#spellings, key.toLowerCase(), key);
    for (const { of } of table.follows ?? []) put(this.#followers, lastOf(of), key);
    if (table.copy) put(this.#copies, table.copy.of, key);
    return super.set(key, table);
  }

  /** Of a key that may differ by case. */
  likely(key: string): Table | undefined {
    return this.#listed(this.#spellings, key.toLowerCase())[0];
  }

  /** Those that refer to a table whose name ends so. */
  followers(last: string): Table[] {
    return this.#listed(this.#followers, last);
  }

  /** Those that all rows of a table were put into. */
  copies(of: string): Table[] {
    return this.#listed(this.#copies, of).filter(({ copy }) => copy?.of === of);
  }

  #listed(index: Index, at: string): Table[] {
    return [...(index.get(at) ?? [])].flatMap((key) => this.get(key) ?? []);
  }
}
