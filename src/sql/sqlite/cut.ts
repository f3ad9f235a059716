/**
 * SQLite's tokens and where its statements end (sqlite.org/lang.html; src/tokenize.c, 3.45). A statement ends at a semicolon;
 * the body of CREATE TRIGGER at the END that follows one.
 */
import { type Piece, startsAt, type Token, wordToken } from '../token.ts';

const quotes: Readonly<Record<string, string>> = { "'": "'", '"': '"', '`': '`', '[': ']' };
const wordStart = /[\w$@:?#\u0080-\uFFFF]/;
const word = /[@:?#]?[\w$\u0080-\uFFFF]*/y;

/** Anything but a comment, a blank or quoted text: one token, and the offset after it. */
function plain(sql: string, at: number): Token {
  const start = sql[at] ?? '';
  if (!wordStart.test(start)) return { kind: 'mark', value: start, key: start, start: at, end: at + 1 };
  word.lastIndex = at;
  return wordToken(word.exec(sql)?.[0] || start, at);
}

/** Undefined where it has no end. */
function quoted(sql: string, at: number): Token | undefined {
  const open = sql[at] as string;
  const close = quotes[open] as string;
  let end = at + 1;
  for (;;) {
    end = sql.indexOf(close, end);
    if (end < 0) return undefined;
    if (open === '[' || sql[end + 1] !== close) break;
    end += 2;
  }
  const inner = sql.slice(at + 1, end);
  const value = open === '[' ? inner : inner.replaceAll(close + close, close);
  // A string where a name must stand is a name to SQLite, and a name that nothing has is a string.
  const either = open === '"' || open === "'" ? { isEither: true as const } : {};
  return { kind: open === "'" ? 'string' : 'name', value, key: '', start: at, end: end + 1, ...either };
}

/** Offset after the blanks and comments. */
function skip(sql: string, from: number): number {
  let at = from;
  for (;;) {
    if (/[\t-\r \uFEFF]/.test(sql[at] ?? '')) at += 1;
    else if (sql.startsWith('--', at)) at = endOr(sql, sql.indexOf('\n', at));
    else if (sql.startsWith('/*', at)) at = endOr(sql, sql.indexOf('*/', at + 2) + 2, 2);
    else return at;
  }
}

const endOr = (sql: string, found: number, least = 0): number => (found < least ? sql.length : found);

/** Within the body of a trigger semicolons end what is in it. */
function isTrigger(tokens: readonly Token[]): boolean {
  let at = tokens[0]?.key === 'EXPLAIN' ? 1 : 0;
  if (startsAt(tokens, at, ['QUERY', 'PLAN'])) at += 2;
  if (tokens[at]?.key !== 'CREATE') return false;
  const next = tokens[at + 1]?.key ?? '';
  return tokens[['TEMP', 'TEMPORARY'].includes(next) ? at + 2 : at + 1]?.key === 'TRIGGER';
}

/** Statements in order; what holds nothing but comments is none. */
export function cut(sql: string): Piece[] {
  const pieces: Piece[] = [];
  let tokens: Token[] = [];
  for (let at = skip(sql, 0); at < sql.length; at = skip(sql, at)) {
    const token = (sql[at] as string) in quotes ? quoted(sql, at) : plain(sql, at);
    if (token === undefined)
      return [...pieces, { tokens: [...tokens, wordToken(sql.slice(at), at)], fault: 'a quote that is not closed' }];
    at = token.end;
    if (token.key !== ';') tokens.push(token);
    else if (isTrigger(tokens) && tokens.some(({ key }) => key === 'BEGIN') && !endsBody(tokens)) tokens.push(token);
    else {
      if (tokens.length > 0) pieces.push({ tokens });
      tokens = [];
    }
  }
  if (tokens.length > 0) pieces.push({ tokens, ...(isOpen(tokens) && { fault: 'a trigger that is not ended' }) });
  return pieces;
}

const endsBody = (tokens: readonly Token[]) => tokens.at(-1)?.key === 'END' && tokens.at(-2)?.key === ';';

const isOpen = (tokens: readonly Token[]) =>
  isTrigger(tokens) && tokens.some(({ key }) => key === 'BEGIN') && !endsBody(tokens);
