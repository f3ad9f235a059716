/** Which rows and columns a SELECT takes along out of one table. */

import type { Carried } from '../tables.ts';
import { Cursor, has, lower, splitAt, type Token, topLevel } from '../token.ts';

export interface Taken {
  readonly from: readonly string[];
  readonly isWhole: boolean;
  /** `*`: all columns, in their order. */
  readonly items: readonly (Omit<Carried, 'to'> | '*')[];
  /** Names that the SELECT itself gives its columns. */
  readonly names: readonly (string | undefined)[];
}

const partial = new Set(
  'WHERE LIMIT OFFSET GROUP HAVING UNION EXCEPT INTERSECT JOIN LEFT INNER CROSS NATURAL , DISTINCT WINDOW'.split(' '),
);
/** They give one value for each row; any other may make one row of many. */
const byRow = new Set(
  `ABS CAST CHAR COALESCE CONCAT CONCAT_WS DATE DATETIME FORMAT GLOB HEX IF IFNULL IIF INSTR JSON JSONB JSON_ARRAY JSON_EXTRACT JSON_OBJECT
   JSON_QUOTE JSON_SET JSON_TYPE JSON_VALID JULIANDAY LENGTH LIKE LIKELY LOWER LTRIM NULLIF PRINTF QUOTE RANDOM RANDOMBLOB REPLACE ROUND
   RTRIM SIGN STRFTIME SUBSTR SUBSTRING TIME TRIM TYPEOF UNHEX UNICODE UNIXEPOCH UNLIKELY UPPER ZEROBLOB
   IN AND OR NOT THEN WHEN ELSE CASE BETWEEN IS ESCAPE AS`.split(/\s+/),
);
/** Values, or operators, that are written like a name. */
const constants = new Set('NULL TRUE FALSE CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP ISNULL NOTNULL'.split(' '));

/** Undefined where it reads no table, or not one by its name. */
export function taken(tokens: readonly Token[]): Taken | undefined {
  const cursor = new Cursor(tokens);
  if (!cursor.take('SELECT')) return undefined;
  const isDistinct = cursor.take('DISTINCT');
  cursor.take('ALL');
  const [head = [], ...more] = splitAt(cursor.rest, 'FROM');
  const after = new Cursor(more[0] ?? []);
  const from = after.path();
  if (more.length !== 1 || from.length === 0) return undefined;
  const alias =
    after.take('AS') || (after.next?.key !== 'ORDER' && !partial.has(after.next?.key ?? '')) ? after.name() : undefined;
  const items = splitAt(head, ',');
  const isWhole =
    !isDistinct &&
    !topLevel(after.rest).some(({ key }) => partial.has(key)) &&
    (after.isDone || after.is('ORDER', 'BY')) &&
    !head.some(({ key, value }, at) => key === 'SELECT' || (head[at + 1]?.key === '(' && isCounting(key, value)));
  const owners = [from.at(-1), alias].map((name) => lower(name));
  return {
    from,
    isWhole,
    items: items.map((item) => (item.length === 1 && item[0]?.key === '*' ? '*' : carriedBy(item, owners))),
    names: items.map(nameOf),
  };
}

/** Of what stands before a parenthesis. */
const isCounting = (key: string, value: string) => !byRow.has(value.toUpperCase()) && (key === '' || /^\w/.test(key));

function nameOf(item: readonly Token[]): string | undefined {
  const last = item.at(-1);
  return last === undefined || last.kind === 'mark' ? undefined : last.value;
}

function carriedBy(item: readonly Token[], owners: readonly (string | undefined)[]): Omit<Carried, 'to'> {
  const cursor = new Cursor(item);
  const column = () => {
    const path = cursor.path();
    const isOwn = path.length === 1 || (path.length === 2 && owners.includes(lower(path[0])));
    return isOwn ? path.at(-1) : undefined;
  };
  const isEnd = () => {
    if (cursor.isDone) return true;
    return (
      (cursor.take('AS') || !constants.has(cursor.next?.key ?? '')) && cursor.name() !== undefined && cursor.isDone
    );
  };
  if (!cursor.is('CAST') && !constants.has(item[0]?.key ?? '') && item[1]?.key !== '(' && item[0]?.kind !== 'string') {
    const from = column();
    if (from !== undefined && isEnd()) return { from, how: 'as it was' };
  }
  const [called] = item;
  cursor.at = 1;
  const within = cursor.group();
  if (within !== undefined && called?.kind === 'word' && isEnd()) {
    const parts = called.key === 'CAST' ? splitAt(within, 'AS') : splitAt(within, ',');
    const first = parts[0] ?? [];
    const only = first.length === 1 && first[0]?.kind !== 'string' ? first[0]?.value : undefined;
    if (only !== undefined && called.key === 'CAST') return { from: only, how: 'cast' };
    if (only !== undefined && ['COALESCE', 'IFNULL'].includes(called.key)) return { from: only, how: 'filled' };
  }
  // Any name in it may be the column that it is made of.
  const named = item.find(({ kind, key }) => kind === 'name' || (kind === 'word' && !/^\d/.test(key)));
  const source = has(item, '(')
    ? item.find(
        (token, at) =>
          token !== called && token.kind !== 'mark' && item[at + 1]?.key !== '(' && token.kind !== 'string',
      )
    : named;
  return { from: source?.value, how: 'computed' };
}
