import pc from 'picocolors';
import { clean } from '../secrets/clean.ts';
import type { Message } from './message.ts';
import { type Look, sectionsText } from './render-report.ts';
import type { Section } from './report.ts';

/** The message as text for people, ending in a newline. Notes take one line, all else is set off by blank lines. */
export function render(message: Message, look: Look): string {
  const paint = pc.createColors(look.color);
  const hue = { error: paint.red, ask: paint.yellow, note: paint.cyan }[message.level];
  const name = `prisma-interlock[${message.code}]:`;
  if (message.level === 'note') return `${hue(name)} ${clean(message.what)}\n`;
  const head = `${paint.bold(hue(name))} ${paint.bold(clean(message.what))}`;
  const body = sectionsText(sectionsOf(message), look, '  ');
  return `\n${head}\n${body && `\n${body}`}\n`;
}

function sectionsOf({ command, effect, facts = [], because = [], next, state }: Message): Section[] {
  return [
    {
      lines: [
        ...(command === undefined ? [] : [{ text: command, tone: 'command' } as const]),
        ...(effect === undefined ? [] : [{ text: effect, tone: 'faint' } as const]),
      ],
    },
    { facts },
    { title: 'Why', steps: because },
    next ?? { title: '', steps: [] },
    { lines: state ? [{ text: state }] : [] },
  ];
}

/** A line to be pasted may be as long, in characters. */
const longest = 2000;

/** The message as one line of JSON. Parts that it does not have are left out. */
export function toJson(message: Message): string {
  const list = (items: readonly string[] | undefined) => items?.map((item) => clean(item, longest));
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
    next: list(message.next?.steps.map((step) => (typeof step === 'string' ? step : `${step.says}: ${step.paste}`))),
    state: message.state || undefined,
  });
}
