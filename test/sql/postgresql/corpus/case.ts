/** One migration or script whose effects are known. */
export interface Case {
  readonly sql: string;
  /**
   * `keeps`: whatever is in the tables, each value stays. `loses`: rows or values go. `may lose`: it takes some, which may be none
   * here. `unseen`: what it does is not in its text.
   */
  readonly is: 'keeps' | 'loses' | 'may lose' | 'unseen';
  /** The server refuses it, so that nothing changes. */
  readonly fails?: true;
  /** The server wants it outside of a transaction: it runs in a copy of its own. */
  readonly alone?: true;
}

type More = Omit<Case, 'sql' | 'is'>;

export const keeps = (sql: string, more: More = {}): Case => ({ sql, is: 'keeps', ...more });
export const loses = (sql: string, more: More = {}): Case => ({ sql, is: 'loses', ...more });
export const mayLose = (sql: string, more: More = {}): Case => ({ sql, is: 'may lose', ...more });
export const unseen = (sql: string, more: More = {}): Case => ({ sql, is: 'unseen', ...more });
