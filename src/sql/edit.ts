/** Putting statements in the place of others in a script; all else stays byte for byte. */
import type { SqlStatement } from './script.ts';

export interface Edit {
  readonly statement: SqlStatement;
  /** Without semicolons. Empty: nothing comes in its place. */
  readonly by: readonly string[];
  /** What stands in place of the comment that Prisma puts above a statement, without dashes. */
  readonly heading?: string;
}

/** As Prisma writes it above each of its statements. */
const heading = /--\s*(?:Create|Drop|Alter|Add|Rename)[A-Z]\w*[ \t]*(\r?\n)$/;

/** Undefined where one of them cannot be found, or two are in each other's way. */
export function edited(sql: string, edits: readonly Edit[]): string | undefined {
  const starts = lineStarts(sql);
  const found = edits.map((edit) => ({ ...edit, at: placeOf(sql, starts, edit.statement) }));
  const inOrder = found.toSorted((one, other) => one.at - other.at);
  let [text, from] = ['', 0];
  for (const { statement, by, heading: title, at } of inOrder) {
    if (at < from) return undefined;
    const [above = '', lineEnd = '\n'] = heading.exec(sql.slice(from, at)) ?? [];
    const end = at + statement.text.length;
    text += sql.slice(from, at - above.length);
    if (by.length > 0) {
      text += title === undefined || above === '' ? above : `-- ${title}${lineEnd}`;
      text += by.join(`;${lineEnd}`);
      from = end;
    } else from = end + (/^\s*;?[ \t]*(?:\r?\n){0,2}/.exec(sql.slice(end))?.[0].length ?? 0);
  }
  return text + sql.slice(from);
}

function lineStarts(sql: string): number[] {
  return [0, ...[...sql.matchAll(/\n/g)].map(({ index }) => index + 1)];
}

/** -1 where it is not there. */
function placeOf(sql: string, starts: readonly number[], { line, text }: SqlStatement): number {
  return sql.indexOf(text, starts[line - 1] ?? sql.length);
}
