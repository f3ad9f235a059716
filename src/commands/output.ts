import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { clean } from '../secrets/clean.ts';
import { formatSpan } from '../ui/units.ts';

/** What became of the streams that results were written to. */
const faults = new WeakMap<NodeJS.WriteStream, { error: NodeJS.ErrnoException | undefined }>();

/** Results go to stdout. */
export function writeResult(host: Host, text: string): void {
  const { stdout } = host;
  if (!faults.has(stdout)) {
    const fault: { error: NodeJS.ErrnoException | undefined } = { error: undefined };
    faults.set(stdout, fault);
    stdout.on('error', (error) => {
      fault.error ??= error;
    });
  }
  stdout.write(text);
}

/**
 * Waits until what was written has left this process. Throws `output-unwritable`: whoever reads a file has to learn that it
 * is not whole. A reader that went away early (`list | head -1`) has what it wanted.
 */
export async function finishResults(host: Host): Promise<void> {
  const { stdout } = host;
  const fault = faults.get(stdout);
  if (fault === undefined) return;
  await new Promise((resolve) => stdout.write('', resolve));
  // A stream tells of an error after it has called back.
  await new Promise((resolve) => setImmediate(resolve));
  if (fault.error === undefined || fault.error.code === 'EPIPE') return;
  throw new InterlockError('output-unwritable', { why: fault.error.message, cause: fault.error });
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
