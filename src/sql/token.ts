/** What the tokenizers of SQLite and MySQL make of a text, and a reader's place in it. */

export interface Token {
  /** `word`: unquoted, numbers too. `name`: quoted as a name. `string`: quoted as a value. `mark`: one character of anything else. */
  readonly kind: 'word' | 'name' | 'string' | 'mark';
  /** What is within the quotes; of the others as written. */
  readonly value: string;
  /** What keywords are told by: a word in upper case, a mark itself, empty for what is quoted. */
  readonly key: string;
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** Quoted by `"`, and the server might take it as the other of name and string. */
  readonly isEither?: true;
}

/** One statement, without its semicolon. */
export interface Piece {
  readonly tokens: readonly Token[];
  /** Why nobody can tell where it ends: what follows it is part of it. */
  readonly fault?: string | undefined;
}

export const wordToken = (text: string, start: number): Token => ({
  kind: 'word',
  value: text,
  key: text.toUpperCase(),
  start,
  end: start + text.length,
});

/** As names are compared that differ by case alone: SQLite folds A to Z, and who folds more is asked once too often. */
export const lower = (name: string | undefined): string =>
  name?.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) ?? '';

/** Keys in a row, from a place on. */
export function startsAt(tokens: readonly Token[], at: number, keys: readonly string[]): boolean {
  return keys.every((key, index) => tokens[at + index]?.key === key);
}

/** Whether these keys stand in a row anywhere. */
export function has(tokens: readonly Token[], ...keys: string[]): boolean {
  return tokens.some((_, at) => startsAt(tokens, at, keys));
}

/** Cuts at each of these marks or words that lies in no parentheses. */
export function splitAt(tokens: readonly Token[], ...keys: string[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    depth += token.key === '(' ? 1 : token.key === ')' ? -1 : 0;
    if (depth === 0 && keys.includes(token.key)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** Those that lie in no parentheses. */
export function topLevel(tokens: readonly Token[]): Token[] {
  let depth = 0;
  return tokens.filter(({ key }) => {
    if (key === ')') depth -= 1;
    const isTop = depth === 0;
    if (key === '(') depth += 1;
    return isTop;
  });
}

/** Reads tokens from left to right. */
export class Cursor {
  readonly tokens: readonly Token[];
  at: number;

  constructor(tokens: readonly Token[], at = 0) {
    this.tokens = tokens;
    this.at = at;
  }

  get isDone(): boolean {
    return this.at >= this.tokens.length;
  }

  get next(): Token | undefined {
    return this.tokens[this.at];
  }

  get rest(): readonly Token[] {
    return this.tokens.slice(this.at);
  }

  is(...keys: string[]): boolean {
    return startsAt(this.tokens, this.at, keys);
  }

  isOneOf(...keys: string[]): boolean {
    const { next } = this;
    return next !== undefined && next.key !== '' && keys.includes(next.key);
  }

  /** Steps over these keys where they are next. */
  take(...keys: string[]): boolean {
    const found = this.is(...keys);
    if (found) this.at += keys.length;
    return found;
  }

  /** Steps over one of them. */
  takeOneOf(...keys: string[]): string | undefined {
    if (!this.isOneOf(...keys)) return undefined;
    const key = this.next?.key;
    this.at += 1;
    return key;
  }

  /** Steps over a name; undefined where none is next. */
  name(): string | undefined {
    const { next } = this;
    if (next === undefined || next.kind === 'mark' || (next.kind === 'string' && next.isEither === undefined)) {
      return undefined;
    }
    this.at += 1;
    return next.value;
  }

  /** `a`, `a.b`, `a.b.c`: empty where no name is next. */
  path(): string[] {
    const names: string[] = [];
    for (let name = this.name(); name !== undefined; name = this.take('.') ? this.name() : undefined) names.push(name);
    return names;
  }

  /** What lies in the parentheses that are next, over which it steps; undefined where there are none. */
  group(): Token[] | undefined {
    if (!this.is('(')) return undefined;
    const from = this.at + 1;
    let depth = 0;
    for (; !this.isDone; this.at += 1) {
      depth += this.is('(') ? 1 : this.is(')') ? -1 : 0;
      if (depth === 0) {
        this.at += 1;
        return this.tokens.slice(from, this.at - 1);
      }
    }
    return this.tokens.slice(from);
  }
}
