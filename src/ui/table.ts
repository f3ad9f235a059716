import { clean } from '../secrets/clean.ts';

/** Columns with two blanks between; the columns whose heading begins with `>` are aligned to the right. */
export function tableLines(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  paintHead = (head: string) => head,
): string[] {
  const names = headings.map((heading) => heading.replace(/^>/, ''));
  const cells = rows.map((row) => row.map((cell) => clean(cell, 120)));
  const widths = names.map((name, column) => Math.max(name.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return headings[column]?.startsWith('>') ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [paintHead(line(names)), ...cells.map(line)];
}
