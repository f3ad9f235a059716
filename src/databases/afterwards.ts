/** What is asked of a database when a command that changed it has ended, whichever server it is on. */

/** What shall be looked at. Names are as a backup has them. */
export interface AskedAfterwards {
  /** Of tables that had rows before. */
  readonly had: readonly string[];
  /** Of tables that the SQL named. */
  readonly touched: readonly string[];
}

/** Something that the server itself says is not right. */
export interface Fault {
  readonly kind: 'constraint' | 'index' | 'foreign key' | 'damage';
  /** As a backup has it. */
  readonly name: string;
  /** What is wrong, without its name: `is not valid`. */
  readonly says: string;
  /** Of a foreign key: rows that lead nowhere. */
  readonly rows?: number;
}

export interface Afterwards {
  /** Of those that had rows. */
  readonly gone: readonly string[];
  readonly empty: readonly string[];
  readonly faults: readonly Fault[];
}

/** What one statement of such a look may take, and all of them together, in milliseconds. */
export const lookPatienceMs = 1000;
export const allLooksMs = 3000;

/** So much is read through afterwards at the most, in bytes: what is larger takes longer than anybody waits. */
export const readThrough = 64 * 1024 * 1024;

/** So many tables are asked about by one statement. */
export const batch = 100;
