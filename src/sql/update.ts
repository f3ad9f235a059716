/** What an UPDATE writes, and whether it only writes where nothing was. */
import { lower, splitAt, type Token, topLevel } from './token.ts';

/** Whatever ends the list of assignments. */
const ends = ['FROM', 'WHERE', 'ORDER', 'LIMIT', 'RETURNING'];

/** Columns left of the `=`. Undefined where they could not be read. */
export function assigned(tokens: readonly Token[]): readonly string[] | undefined {
  const [, list] = splitAt(tokens, 'SET');
  if (list === undefined) return undefined;
  const [clause = []] = splitAt(withoutComparing(list), ...ends);
  const columns: string[] = [];
  for (const item of splitAt(clause, ',')) {
    const [left = []] = splitAt(item, '=');
    const named = left.filter(({ kind, key }) => kind !== 'mark' || key === '.');
    if (left.length === item.length || named.length === 0) return undefined;
    if (left[0]?.key !== '(') columns.push((left.at(-1) as Token).value);
    else columns.push(...left.filter(({ kind }) => kind !== 'mark').map(({ value }) => value));
  }
  return columns;
}

/** `a IS DISTINCT FROM b` is one expression. */
const withoutComparing = (tokens: readonly Token[]) =>
  tokens.filter(({ key }, at) => key !== 'FROM' || tokens[at - 1]?.key !== 'DISTINCT');

/** Where these stand in a condition, `a IS NULL AND …` need not mean that `a` is NULL. */
const mixing = new Set(['OR', 'XOR', '|', 'BETWEEN', 'CASE', 'NOT', '!', 'UNION', '&', ':']);

/** `… SET a = … WHERE a IS NULL`: of one table, each column only where it holds nothing. */
export function fillsOnly(tokens: readonly Token[], columns: readonly string[] | undefined): boolean {
  const parts = splitAt(tokens, 'WHERE');
  if (columns === undefined || parts.length !== 2) return false;
  const [before = [], after = []] = parts;
  if (topLevel(before).some(({ key }) => ['FROM', 'JOIN', ','].includes(key) && key !== ',') || hasTables(before))
    return false;
  const [condition = []] = splitAt(after, 'ORDER', 'LIMIT', 'RETURNING');
  if (topLevel(condition).some(({ key }) => mixing.has(key))) return false;
  const empty = splitAt(condition, 'AND').map(nullColumn);
  return columns.every((column) => empty.includes(lower(column)));
}

/** More than one table before SET. */
const hasTables = (before: readonly Token[]) => splitAt(splitAt(before, 'SET')[0] ?? [], ',', 'JOIN').length > 1;

function nullColumn(part: readonly Token[]): string | undefined {
  const [column, is, nothing, ...more] = part.at(1)?.key === '.' ? part.slice(2) : part;
  const isNull = is?.key === 'IS' && nothing?.key === 'NULL' && more.length === 0 && column?.kind !== 'string';
  return isNull ? lower(column?.value) : undefined;
}
