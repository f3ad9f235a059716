import pc from 'picocolors';
import { clean } from '../secrets/clean.ts';
import type { Message } from './message.ts';

export interface Look {
  readonly color: boolean;
  /** Columns of the terminal; undefined where lines need no folding. */
  readonly width: number | undefined;
}

const indent = '  ';

/** The message as text for people, ending in a newline. Notes take one line, all else is set off by blank lines. */
export function render(message: Message, { color, width }: Look): string {
  const paint = pc.createColors(color);
  const hue = { error: paint.red, ask: paint.yellow, note: paint.cyan }[message.level];
  const name = `prisma-interlock[${message.code}]:`;
  const head = `${paint.bold(hue(name))} ${paint.bold(clean(message.what))}`;
  if (message.level === 'note') return `${hue(name)} ${clean(message.what)}\n`;

  const fold = (text: string, first: string, rest: string) => foldLine(clean(text), first, rest, width);
  const list = (title: string, items: readonly string[]) =>
    items.length === 0 ? [] : [[indent + paint.bold(title), ...items.flatMap((item) => fold(item, '  - ', '    '))]];

  const command = [
    ...(message.command === undefined ? [] : [indent + paint.bold(message.command)]),
    ...(message.effect === undefined ? [] : fold(message.effect, indent, indent).map(paint.dim)),
  ];
  const blocks: string[][] = [
    [head],
    command,
    columns(message.facts ?? [], paint.dim),
    ...list('Why', message.because ?? []),
    ...list(message.next?.title ?? '', message.next?.steps ?? []),
    message.state ? fold(message.state, indent, indent) : [],
  ];
  const text = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'));
  return `\n${text.join('\n\n')}\n\n`;
}

/** The message as one line of JSON. Parts that it does not have are left out. */
export function toJson(message: Message): string {
  const list = (items: readonly string[] | undefined) => items?.map((item) => clean(item));
  return JSON.stringify({
    code: message.code,
    level: message.level,
    what: clean(message.what),
    exit: message.exit,
    command: message.command,
    effect: message.effect,
    ...(message.facts && {
      facts: message.facts.map(([fact, value]) => ({ name: fact, value: clean(value) })),
    }),
    because: list(message.because),
    next: list(message.next?.steps),
    state: message.state || undefined,
  });
}

function columns(facts: readonly (readonly [string, string])[], dim: (text: string) => string): string[] {
  const longest = Math.max(0, ...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${indent}${dim(name.padEnd(longest))}  ${clean(value)}`);
}

/** Breaks at blanks, so that a list stays a list on a narrow terminal. */
function foldLine(text: string, first: string, rest: string, width: number | undefined): string[] {
  const room = Math.max(40, Math.min(width ?? Number.POSITIVE_INFINITY, 92)) - rest.length;
  if (width === undefined || text.length <= room) return [first + text];
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, index) => (index === 0 ? first : rest) + line);
}
