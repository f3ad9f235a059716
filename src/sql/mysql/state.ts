import { Catalogue } from '../catalogue.ts';
import type { Finding } from '../finding.ts';
import type { ServerReading } from '../script.ts';
import type { Token } from '../token.ts';
import type { Mode } from './lexer.ts';

/** What a script has come to so far. */
export interface State {
  readonly catalogue: Catalogue;
  /** Shared with the lexer, which reads the next statement by it. */
  readonly mode: Mode;
  /** What does not fit is refused, not cut. Undefined: not known. */
  isStrict: boolean | undefined;
  /** User variables that hold what the session's character set was. */
  readonly savedSets: Set<string>;
  readonly typeOf: ServerReading['typeOf'];
  readonly judge: Judge;
}

/** What one statement does. */
export type Judge = (tokens: readonly Token[], state: State) => Finding;

/** Names of tables may differ by case alone, so only what is spelled alike is surely the same. */
const fold = (name: readonly string[]) => name.join('\0');

export function begin({ sqlMode, typeOf }: Pick<ServerReading, 'sqlMode' | 'typeOf'>, judge: Judge): State {
  const mode: Mode = { backslashes: undefined, ansiQuotes: undefined };
  const state: State = {
    catalogue: new Catalogue(fold),
    mode,
    isStrict: undefined,
    savedSets: new Set(),
    typeOf,
    judge,
  };
  setMode(state, sqlMode);
  return state;
}

/** Combinations that stand for others. */
const ansi = ['ANSI', 'DB2', 'MAXDB', 'MSSQL', 'ORACLE', 'POSTGRESQL'];

export function setMode(state: State, parts: readonly string[] | undefined): void {
  const has = (...names: string[]) => parts?.some((part) => names.includes(part));
  // It changes the grammar itself.
  const isForeign = has('ORACLE', 'MSSQL');
  state.mode.backslashes = isForeign ? undefined : parts && !has('NO_BACKSLASH_ESCAPES');
  state.mode.ansiQuotes = isForeign ? undefined : parts && has('ANSI_QUOTES', ...ansi);
  state.isStrict = parts && has('STRICT_TRANS_TABLES', 'STRICT_ALL_TABLES', 'TRADITIONAL');
}
