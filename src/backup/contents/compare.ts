import type { Contents } from '../engines/contract.ts';

/** What `actual` lacks, has too much or has otherwise; a line each, empty where both hold the same. */
export function findDifferences(expected: Contents, actual: Contents): string[] {
  return [
    ...compareByName(
      expected.tables,
      actual.tables,
      (table) => `table ${table.name}`,
      (was, is) => {
        if (was.rows !== is.rows) return `has ${is.rows} rows in place of ${was.rows}`;
        return was.digest !== undefined && was.digest === is.digest ? undefined : 'has other contents';
      },
    ),
    ...compareByName(
      expected.objects,
      actual.objects,
      (object) => `${object.kind} ${object.name}`,
      (was, is) => (was.detail === is.detail ? undefined : 'is defined otherwise'),
    ),
  ];
}

/** The first five of them, in one line. */
export function summarize(lines: readonly string[]): string {
  const more = lines.length > 5 ? `, and ${lines.length - 5} more` : '';
  return lines.slice(0, 5).join('; ') + more;
}

function compareByName<T>(
  expected: readonly T[],
  actual: readonly T[],
  nameOf: (item: T) => string,
  change: (was: T, is: T) => string | undefined,
): string[] {
  const found = new Map(actual.map((item) => [nameOf(item), item]));
  const lines: string[] = [];
  for (const was of expected) {
    const name = nameOf(was);
    const is = found.get(name);
    found.delete(name);
    const line = is === undefined ? 'is missing' : change(was, is);
    if (line !== undefined) lines.push(`${name} ${line}`);
  }
  for (const name of found.keys()) lines.push(`${name} was not there before`);
  return lines;
}
