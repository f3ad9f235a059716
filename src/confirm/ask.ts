import type { SelectPrompt, TextPrompt } from '@clack/core';
import pc from 'picocolors';
import type { Host } from '../host.ts';
import { clean } from '../secrets/clean.ts';
import { lookOf } from '../ui/write.ts';
import { canAsk, holdTerminal } from './terminal.ts';

type Prompts = Pick<typeof import('@clack/core'), 'SelectPrompt' | 'TextPrompt'>;

/** What a prompt reads, draws on, and is ended by. */
interface Io {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly signal: AbortSignal;
  /** Remembers what is drawn, to draw it again. */
  frame(text: string): string;
}

/** More choices than this are scrolled. */
const shown = 12;
const paint = pc.createColors(true);

export interface Choice<T> {
  readonly value: T;
  readonly label: string;
  readonly hint?: string;
}

/**
 * A line as it was typed. Undefined is a no: Ctrl-C, Ctrl-D, Escape, a signal, a closed stream, nobody to ask. `isYes`: what
 * is none of it is marked as a no, too.
 */
async function askText(
  host: Host,
  message: string,
  isYes: (typed: string) => boolean = () => true,
): Promise<string | undefined> {
  return ask<string>(
    host,
    message,
    ({ TextPrompt }, io) =>
      new TextPrompt({
        ...io,
        render() {
          const state = this.state === 'submit' && !isYes(this.userInput) ? 'cancel' : this.state;
          return io.frame(`${headOf(state, message)} ${typedInto(this)}`);
        },
      }),
  );
}

/** Only `y` and `yes` are a yes. */
export async function askYes(host: Host, message: string): Promise<boolean> {
  const isYes = (typed: string) => /^y(es)?$/i.test(typed);
  const answer = await askText(host, `${message} (y/N)`, isYes);
  return answer !== undefined && isYes(answer);
}

/** Whether that word was typed, and nothing else. */
export async function askWord(host: Host, message: string, word: string): Promise<boolean> {
  return (await askText(host, message, (typed) => typed === word)) === word;
}

/** One of several, by arrow keys. Undefined is a no, as with `askText`. */
export async function pick<T>(host: Host, message: string, choices: readonly Choice<T>[]): Promise<T | undefined> {
  if (choices.length === 0) return undefined;
  const answer = await ask<number>(
    host,
    message,
    ({ SelectPrompt }, io) =>
      new SelectPrompt({
        ...io,
        options: choices.map((_, value) => ({ value })),
        render() {
          const head = headOf(this.state, message);
          if (this.state === 'submit') return `${head} ${clean(choices[this.cursor]?.label ?? '')}`;
          return io.frame(this.state === 'cancel' ? head : [head, ...linesOf(choices, this.cursor)].join('\n'));
        },
      }),
  );
  return answer === undefined ? undefined : choices[answer]?.value;
}

function headOf(state: string, message: string): string {
  const sign = state === 'submit' ? paint.green('✔') : state === 'cancel' ? paint.red('✖') : paint.cyan('?');
  return `${sign} ${paint.bold(clean(message))}`;
}

/** The terminal's own cursor stands behind the text; where one is inside of it, the character there is drawn inverse. */
function typedInto(prompt: Pick<TextPrompt, 'cursor' | 'userInput' | 'userInputWithCursor'>): string {
  return prompt.cursor < prompt.userInput.length ? prompt.userInputWithCursor : prompt.userInput;
}

function linesOf(choices: readonly Choice<unknown>[], cursor: number): string[] {
  const first = Math.max(0, Math.min(cursor - Math.floor(shown / 2), choices.length - shown));
  return choices.slice(first, first + shown).map(({ label, hint }, at) => {
    const line = `${clean(label)}${hint === undefined ? '' : ` ${paint.dim(clean(hint))}`}`;
    return first + at === cursor ? `${paint.cyan('❯')} ${paint.cyan(line)}` : `  ${line}`;
  });
}

/** Typed-ahead input is thrown away first; whatever goes wrong is a no; the terminal is left as it was. */
async function ask<T>(
  host: Host,
  message: string,
  make: (prompts: Prompts, io: Io) => TextPrompt | SelectPrompt<{ value: T }>,
): Promise<T | undefined> {
  if (!canAsk(host)) return undefined;
  // Loaded before anything is discarded, so that no time passes between that and the prompt.
  const { isCancel, SelectPrompt, TextPrompt } = await import('@clack/core');
  let terminal: ReturnType<typeof holdTerminal> | undefined;
  try {
    terminal = holdTerminal(host);
    if (!(await terminal.discard())) return undefined;
    const over = new AbortController();
    const output = screenOf(host);
    let drawn = '';
    const frame = (text: string) => {
      drawn = text;
      return text;
    };
    const io = { input: terminal.keys as unknown as NodeJS.ReadStream, output, signal: over.signal, frame };
    const answer = make({ SelectPrompt, TextPrompt }, io).prompt();
    void terminal.ended.then((isThere) => {
      over.abort();
      // A prompt that is taken away draws nothing more by itself.
      if (isThere) output.write(`\r\u001b[2K${headOf('cancel', message)}\n`);
    });
    terminal.open(() => output.write(`\r\n${drawn}`));
    const given = await answer;
    return isCancel(given) ? undefined : (given as T);
  } catch {
    return undefined;
  } finally {
    terminal?.release();
  }
}

/**
 * What a prompt draws on: stderr, without colours where there are to be none. The cursor is never hidden: whoever kills a
 * process that asks shall not have to look for it.
 */
function screenOf(host: Host): NodeJS.WriteStream {
  const { color } = lookOf(host);
  const { stderr } = host;
  const screen = {
    isTTY: true,
    columns: stderr.columns || 80,
    rows: stderr.rows || 24,
    on: () => screen,
    off: () => screen,
    write: (text: string) =>
      stderr.write(text.replace(color ? /\u001b\[\?25[lh]/g : /\u001b\[(?:\?25[lh]|[0-9;]*m)/g, '')),
  };
  return screen as unknown as NodeJS.WriteStream;
}
