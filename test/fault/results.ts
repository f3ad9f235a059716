/** What the cases came to, and the table of them in docs/faults.md. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isWhole } from '../support/sweep.ts';

const page = join(import.meta.dirname, '..', '..', 'docs', 'faults.md');
const [begin, end] = ['<!-- cases -->', '<!-- end of cases -->'];

export interface Group {
  /** What was asked for, and of what. */
  readonly asked: string;
  /** What went wrong meanwhile. */
  readonly fault: string;
  /** One for each case: `done`, a code of an error, `killed`. */
  readonly endings: readonly string[];
  /** Empty where every promise held in every case. */
  readonly broken: readonly string[];
}

/** A row a group: how many cases, and how they ended. */
export function renderGroups(groups: readonly Group[]): string {
  const rows = groups.map(({ asked, fault, endings }) => {
    const kinds = [...new Set(endings)].sort();
    return `| ${asked} | ${fault} | ${endings.length} | ${kinds.join(', ')} |`;
  });
  const total = groups.reduce((sum, { endings }) => sum + endings.length, 0);
  return [
    '| asked for | what went wrong | cases | ended as |',
    '|---|---|---:|---|',
    ...rows,
    '',
    `${total} cases.`,
  ].join('\n');
}

/** With UPDATE_FAULTS=1 the page is written. Its rows as they are in the page, without the numbers. */
export function compareWithPage(
  part: string,
  groups: readonly Group[],
): { readonly page: string[]; readonly now: string[] } {
  const read = () => (existsSync(page) ? readFileSync(page, 'utf8') : '');
  let text = read();
  const [from, to] = [`${begin.slice(0, -4)}: ${part} -->`, `${end.slice(0, -4)}: ${part} -->`];
  const [start, stop] = [text.indexOf(from), text.indexOf(to)];
  if (start < 0 || stop < start) throw new Error(`docs/faults.md has no place for the cases of ${part}.`);
  if (process.env['UPDATE_FAULTS'] === '1' && !isWhole)
    throw new Error('The page is written by all cases: npm run sweep.');
  if (process.env['UPDATE_FAULTS'] === '1')
    writeFileSync(page, `${text.slice(0, start)}${from}\n${renderGroups(groups)}\n${text.slice(stop)}`);
  text = read();
  return {
    page: withoutNumbers(text.slice(text.indexOf(from), text.indexOf(to))),
    now: withoutNumbers(renderGroups(groups)),
  };
}

/** How many changes of the file system a command makes differs a little from one Node to the next. */
function withoutNumbers(table: string): string[] {
  return table
    .split('\n')
    .filter((line) => /^\| (?!asked)/.test(line))
    .map((line) => line.split('|').slice(1, 3).join('|').trim());
}
