import type { Host } from '../host.ts';
import { clean } from '../secrets/clean.ts';
import { formatSpan } from '../ui/units.ts';

/** Results go to stdout. Whoever reads may go away early (`list | head -1`). */
export function writeResult(host: Host, text: string): void {
  if (host.stdout.listenerCount('error') === 0) host.stdout.on('error', () => {});
  host.stdout.write(text);
}

export function writeJson(host: Host, value: object): void {
  writeResult(host, `${JSON.stringify(value)}\n`);
}

/** Columns with two blanks between; the columns whose heading begins with `>` are aligned to the right. */
export function formatTable(headings: readonly string[], rows: readonly (readonly string[])[], color: boolean): string {
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
  const head = line(names);
  return [color ? `\u001b[1m${head}\u001b[22m` : head, ...cells.map(line), ''].join('\n');
}

export function hasColor(host: Host): boolean {
  return host.stdout.isTTY === true && !host.env.NO_COLOR && host.env.TERM !== 'dumb';
}

/** `1 row`, `2 rows`. */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `just now`, `5 min ago`, `3 h ago`, `12 days ago`, `in the future`. */
export function formatAge(milliseconds: number): string {
  if (milliseconds <= -60_000) return 'in the future';
  return milliseconds < 60_000 ? 'just now' : `${formatSpan(milliseconds)} ago`;
}
