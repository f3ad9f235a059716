import type { Difference } from './compare.ts';

/** Of more than that nobody reads on, and the kinds of them are among the first. */
const most = 100;
/** Characters of a definition that are shown, about where it begins to differ. */
const [before, after] = [24, 56];

/** Each on a line of its own, definitions with the place where they part; none where a sum of them has said all. */
export function tellEach(differences: readonly Difference[]): string[] {
  const isSaid = differences.length === 1 && differences[0]?.definitions === undefined;
  if (isSaid) return [];
  const lines = differences.slice(0, most).map(tell);
  const more = differences.length - most;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

function tell({ text, definitions }: Difference): string {
  if (!definitions) return text;
  const [was, is] = definitions.map((definition) => definition.replace(/\s+/g, ' ').trim()) as [string, string];
  let at = 0;
  while (at < was.length && was[at] === is[at]) at += 1;
  return `${text}: ${cut(is, at)} in place of ${cut(was, at)}`;
}

function cut(definition: string, at: number): string {
  const from = Math.max(0, at - before);
  const to = Math.min(definition.length, at + after);
  return `"${from > 0 ? '…' : ''}${definition.slice(from, to)}${to < definition.length ? '…' : ''}"`;
}
