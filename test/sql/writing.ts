/** Writes scripts from templates, each time otherwise: what the generators of SQLite and MySQL have in common. */

export interface Generated {
  readonly sql: string;
  /** A statement of it takes rows, columns or values of what is there. */
  readonly destroys: boolean;
  /** That it does can be told only by who knows what is there: a trigger, a constraint. */
  readonly needsSchema: boolean;
}

/** Between two words, in every dialect; the usual one more often than the others. */
export const blanks = [' ', ' ', ' ', '\n', '\t', '\r\n', '  ', '\f'];

/** What a text may have been through on its way, whatever it is written in. */
export const spoiledAnywhere: readonly ((sql: string) => string)[] = [
  (sql) => sql,
  (sql) => `\uFEFF${sql}`,
  (sql) => sql.replaceAll('\n', '\r\n'),
  (sql) => `SELECT 1\0;${sql}`,
  (sql) => sql.replace(/ /, '\u00a0'),
];

/** mulberry32: the same numbers for the same seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class Chance {
  readonly next: () => number;

  constructor(seed: number) {
    this.next = random(seed);
  }

  is(share: number): boolean {
    return this.next() < share;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.next() * items.length)] as Item;
  }

  /** `SELECT`, `select`, `sELecT`. */
  cased(word: string): string {
    const mixed = () => [...word].map((each) => (this.is(0.5) ? each : each.toLowerCase())).join('');
    return this.pick([() => word, () => word.toLowerCase(), () => word, mixed])();
  }
}

/** How one dialect, in one of its modes, writes what a template only names. */
export interface Manner {
  /** An identifier. `isString`: a string may stand there as well. */
  readonly name: (plain: string, isString: boolean) => string;
  readonly literal: () => string;
  readonly gaps: readonly string[];
  /** Of the tokens of a statement, before blanks are put between them. */
  readonly wrap?: (tokens: readonly string[]) => readonly string[];
}

const touches = /[(),;=<>.*"'`[\]]/;
const quotes = /["'`]/;

/** Whether two tokens may stand side by side. */
const mayTouch = (before: string, after: string): boolean => {
  const [last, first] = [before.at(-1) ?? '', after[0] ?? ''];
  if (quotes.test(last) && quotes.test(first)) return false;
  return (touches.test(last) || /[(),;=<>["`]/.test(first)) && !/[\w\u0080-\uffff]\.|^\d/.test(before);
};

export class Writer {
  private made = 0;
  private readonly chance: Chance;
  private readonly seed: number;

  constructor(seed: number, chance: Chance) {
    this.seed = seed;
    this.chance = chance;
  }

  /**
   * `~name` is an identifier, `%name` one where SQLite takes a string as well, `$text` a string, `#` a new name and `#^` the last one;
   * capitals are written in any case, all else stands as it is.
   */
  write(template: string, { name, literal, gaps, wrap }: Manner): string {
    const tokens = template.split(' ').map((token) => {
      if (token.startsWith('~')) return name(token.slice(1), false);
      if (token.startsWith('%') && token.length > 1) return name(token.slice(1), true);
      if (token === '$text') return literal();
      if (token === '#') return `new_${this.seed}_${++this.made}`;
      if (token === '#^') return `new_${this.seed}_${this.made}`;
      return /^[A-Z_]+\(?$/.test(token) ? this.chance.cased(token) : token;
    });
    return (wrap?.(tokens) ?? tokens).reduce((text, token) => {
      const gap = mayTouch(text, token) && this.chance.is(0.4) ? '' : this.chance.pick(gaps);
      return `${text}${gap}${token}`;
    });
  }
}

export const lines = (text: string): readonly string[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
