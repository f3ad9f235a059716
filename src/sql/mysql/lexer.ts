/**
 * The tokens of MySQL and MariaDB, one statement at a time, since a statement may change how the next is read (sql_mode). A
 * statement ends at a semicolon, a routine where its blocks are closed.
 */
import { type Piece, type Token, wordToken } from '../token.ts';
import { Blocks } from './blocks.ts';
import { conditionalAt, type Server } from './conditional.ts';

/** Parts of sql_mode that decide where text ends. Undefined: not known. */
export interface Mode {
  backslashes: boolean | undefined;
  ansiQuotes: boolean | undefined;
}

const word = /[\w$\u0080-\uFFFF]+/y;

export class Lexer {
  readonly mode: Mode;
  private readonly sql: string;
  private readonly server: Server;
  private at = 0;
  private isInConditional = false;
  private fault: string | undefined;

  constructor(sql: string, server: Server, mode: Mode) {
    this.sql = sql;
    this.server = server;
    this.mode = mode;
  }

  /** Undefined at the end. After a fault all that is left is in one piece. */
  next(): Piece | undefined {
    for (;;) {
      const tokens: Token[] = [];
      const blocks = new Blocks();
      let token = this.token();
      for (; token !== undefined; token = this.token()) {
        if (token.key === ';' && !blocks.isOpen) break;
        blocks.step(tokens, token);
        tokens.push(token);
        // A command to a client, not to a server; what it means to whoever sends this is not known.
        if (tokens.length === 1 && token.key === 'DELIMITER')
          this.fault = 'DELIMITER is a command of the mysql program';
        if (blocks.isAnonymous) this.fault = 'a block outside of a routine';
        if (this.fault !== undefined) return this.everything(tokens);
      }
      if (this.fault === undefined && token === undefined && blocks.isOpen) this.fault = 'a block that is not ended';
      if (this.fault === undefined && token === undefined && this.isInConditional)
        this.fault = 'a comment that is not closed';
      if (this.fault !== undefined) return this.everything(tokens);
      if (tokens.length > 0) return { tokens };
      if (token === undefined) return undefined;
    }
  }

  private everything(tokens: readonly Token[]): Piece {
    const { fault, at } = this;
    const start = tokens.at(-1)?.end ?? Math.min(at, this.sql.length - 1);
    this.at = this.sql.length;
    this.fault = undefined;
    this.isInConditional = false;
    return { tokens: [...tokens, wordToken(this.sql.slice(start).trimEnd(), start)], fault };
  }

  private token(): Token | undefined {
    this.skip();
    const { sql, at } = this;
    const start = sql[at];
    if (start === undefined || this.fault !== undefined) return undefined;
    if (start === "'" || start === '"' || start === '`') return this.quoted(start);
    word.lastIndex = at;
    const text = word.exec(sql)?.[0];
    const token: Token = text
      ? wordToken(text, at)
      : { kind: 'mark', value: start, key: start, start: at, end: at + 1 };
    this.at = token.end;
    return token;
  }

  private quoted(quote: string): Token | undefined {
    const { sql, at, mode } = this;
    const isName = quote === '`' || (quote === '"' && mode.ansiQuotes === true);
    const isEither = quote === '"' && mode.ansiQuotes === undefined;
    const isPlain = isName || mode.backslashes === false;
    const first = endOf(sql, at, quote, !isPlain);
    const isSure = isPlain || (mode.backslashes && !isEither) || first === endOf(sql, at, quote, false);
    const end = isSure ? first : -2;
    if (end < 0) {
      this.fault =
        end === -2 ? 'a backslash whose meaning sql_mode decides, which is not known' : 'a quote that is not closed';
      return undefined;
    }
    this.at = end;
    const value = sql.slice(at + 1, end - 1).replaceAll(quote + quote, quote);
    return {
      kind: isName || isEither ? 'name' : 'string',
      value,
      key: '',
      start: at,
      end,
      ...(isEither && { isEither }),
    };
  }

  /** Over blanks and comments, into and out of those that are read. */
  private skip(): void {
    const { sql } = this;
    for (;;) {
      const two = sql.slice(this.at, this.at + 2);
      if (/^[ \t-\r]/.test(two)) this.at += 1;
      else if (two[0] === '#' || (two === '--' && /^[\0- \x7F]?$/.test(sql[this.at + 2] ?? ''))) this.line();
      else if (two === '*/' && this.isInConditional) {
        this.isInConditional = false;
        this.at += 2;
      } else if (two !== '/*' || !this.comment()) return;
    }
  }

  private line(): void {
    const end = this.sql.indexOf('\n', this.at);
    this.at = end < 0 ? this.sql.length : end;
  }

  /** Whether it was stepped over, or into. */
  private comment(): boolean {
    const { sql, at } = this;
    const conditional = conditionalAt(sql, at, this.server);
    if (conditional?.runs && !this.isInConditional) {
      this.isInConditional = true;
      this.at = at + conditional.length;
      return true;
    }
    const end = sql.indexOf('*/', at + 2);
    if (end < 0) this.fault = 'a comment that is not closed';
    else if (conditional && (this.isInConditional || sql.slice(at + 2, end).includes('/*'))) {
      this.fault = 'a comment within a conditional comment';
    } else {
      this.at = end + 2;
      return true;
    }
    return false;
  }
}

/** Offset after the closing quote; -1 where there is none. */
function endOf(sql: string, start: number, quote: string, hasEscapes: boolean): number {
  for (let at = start + 1; at < sql.length; at += 1) {
    if (hasEscapes && sql[at] === '\\') at += 1;
    else if (sql[at] === quote && sql[at + 1] === quote) at += 1;
    else if (sql[at] === quote) return at + 1;
  }
  return -1;
}
