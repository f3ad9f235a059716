/** A report as text or JSON: the one place where columns are aligned, colours are put on and lines are folded. */
import pc from 'picocolors';
import { clean } from '../secrets/clean.ts';
import type { Advised, Fact, Level, Line, Remark, Report, Section } from './report.ts';
import { tableLines } from './table.ts';

export interface Look {
  readonly color: boolean;
  /** Columns of the terminal; undefined where lines need no folding. */
  readonly width: number | undefined;
}

type Paint = ReturnType<typeof pc.createColors>;

/** For people. Ends in a newline unless there is nothing to show. */
export function reportText({ sections }: Report, look: Look): string {
  return sectionsText(sections, look);
}

/** For machines: an object a line, its values exact and as they are. */
export function reportJson({ records }: Report): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** Ends in a newline unless there is nothing to show. `indent`: before each line. */
export function sectionsText(sections: readonly Section[], { color, width }: Look, indent = ''): string {
  const paint = pc.createColors(color);
  const room = width === undefined ? undefined : Math.max(40, Math.min(width, 92)) - indent.length;
  const blocks = sections.map((section) => linesOf(section, paint, room)).filter(({ length }) => length > 0);
  return blocks.map((lines) => lines.map((line) => `${indent}${line}\n`).join('')).join('\n');
}

function linesOf(section: Section, paint: Paint, room: number | undefined): string[] {
  if ('lines' in section) return section.lines.flatMap((line) => textLines(line, paint, room));
  if ('facts' in section) return factLines(section.facts, section.least ?? 0, paint);
  if ('rows' in section) return rowLines(section, paint);
  if ('remarks' in section) return remarkLines(section.remarks, paint, room);
  if (section.steps.length === 0) return [];
  return [paint.bold(clean(section.title)), ...section.steps.flatMap((step) => stepLines(step, paint, room))];
}

function stepLines(step: Advised, paint: Paint, room: number | undefined): string[] {
  if (typeof step === 'string') return hang('- ', clean(step), 2, room);
  return [...hang('- ', `${clean(step.says)}:`, 2, room), `    ${paint.bold(clean(step.paste, 2000))}`];
}

function textLines({ text, tone }: Line, paint: Paint, room: number | undefined): string[] {
  const harmless = clean(text, 1000);
  if (tone === 'command') return [paint.bold(harmless)];
  if (tone === 'whole') return [harmless];
  const folded = hang('', harmless, 0, room);
  return tone === 'faint' ? folded.map(paint.dim) : folded;
}

/** Not folded: values are labels, ids and paths, which somebody may want to copy. */
function factLines(facts: readonly Fact[], least: number, paint: Paint): string[] {
  const named = facts.map(([name, value]) => [clean(name), value] as const);
  const column = Math.max(least, ...named.map(([name]) => name.length));
  return named.map(([name, value]) => `${paint.dim(name.padEnd(column))}  ${clean(value)}`);
}

function rowLines({ title, headings, rows, below = [] }: Extract<Section, { rows: unknown }>, paint: Paint): string[] {
  const [head = '', ...lines] = tableLines(headings, rows, paint.bold);
  const under = (at: number) => (below[at] ?? []).map((line) => `  ${paint.dim(clean(line, 300))}`);
  const top = title === undefined ? [] : [paint.bold(clean(title))];
  return [...top, head, ...lines.flatMap((line, at) => [line, ...under(at)])];
}

function remarkLines(remarks: readonly Remark[], paint: Paint, room: number | undefined): string[] {
  const hues = { ok: paint.green, warn: paint.yellow, fail: paint.red };
  const word = (level: Level | undefined) => (level === undefined ? '    ' : hues[level](level.padEnd(4)));
  const subjects = remarks.map(({ subject = '' }) => clean(subject));
  const width = Math.max(0, ...subjects.map(({ length }) => length));
  const column = 6 + (width === 0 ? 0 : width + 2);
  return remarks.flatMap(({ level, says, steps = [], copy = [] }, at) => [
    ...hang(`${word(level)}  ${width === 0 ? '' : `${subjects[at]?.padEnd(width)}  `}`, clean(says, 600), column, room),
    ...steps.flatMap((step) => hang(' '.repeat(column), `-> ${clean(step)}`, column + 3, room, paint.dim)),
    ...copy.map((line) => `${' '.repeat(column + 2)}${clean(line)}`),
  ]);
}

/** Folds at blanks, so that a list stays a list on a narrow terminal. `column`: where the lines after the first begin. */
function hang(
  first: string,
  text: string,
  column: number,
  room: number | undefined,
  paint = (part: string) => part,
): string[] {
  return fold(text, room === undefined ? undefined : Math.max(20, room - column)).map(
    (line, index) => (index === 0 ? first : ' '.repeat(column)) + paint(line),
  );
}

function fold(text: string, room: number | undefined): string[] {
  if (room === undefined || text.length <= room) return [text];
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
