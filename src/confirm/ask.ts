import type { Host } from '../host.ts';
import { clean } from '../secrets/clean.ts';
import { lookOf } from '../ui/write.ts';
import { canAsk, holdTerminal } from './terminal.ts';

interface Prompt {
  run(): Promise<unknown>;
  cancel(): Promise<void>;
}
type PromptClass = new (options: Record<string, unknown>) => Prompt;

/** The part of enquirer that is used; its own types leave the classes out. */
interface Enquirer {
  readonly Input: PromptClass;
  readonly Select: PromptClass;
}

export interface Choice<T> {
  readonly value: T;
  readonly label: string;
  readonly hint?: string;
}

/** A line as it was typed. Undefined is a no: Ctrl-C, Ctrl-D, Escape, a signal, a closed stream, nobody to ask. */
export async function askText(host: Host, message: string): Promise<string | undefined> {
  const answer = await ask(host, ({ Input }, io) => new (withRealCursor(Input))({ ...io, message: clean(message) }));
  return typeof answer === 'string' ? answer : undefined;
}

/** Only `y` and `yes` are a yes. */
export async function askYes(host: Host, message: string): Promise<boolean> {
  const answer = await askText(host, `${message} (y/N)`);
  return answer !== undefined && /^y(es)?$/i.test(answer);
}

/** One of several, by arrow keys. Undefined is a no, as with `askText`. */
export async function pick<T>(host: Host, message: string, choices: readonly Choice<T>[]): Promise<T | undefined> {
  if (choices.length === 0) return undefined;
  const answer = await ask(host, ({ Select }, io) => {
    const items = choices.map(({ label, hint }, index) => ({
      name: String(index),
      message: clean(label),
      ...(hint !== undefined && { hint: clean(hint) }),
    }));
    return new (withRealCursor(Select))({
      ...io,
      message: clean(message),
      choices: items,
      limit: 12,
      format,
    });
  });
  return typeof answer === 'string' ? choices[Number(answer)]?.value : undefined;
}

/** Typed-ahead input is thrown away first; whatever goes wrong is a no; the terminal is left as it was. */
async function ask(host: Host, make: (enquirer: Enquirer, io: object) => Prompt): Promise<unknown> {
  if (!canAsk(host)) return undefined;
  // Loaded before anything is discarded, so that no time passes between that and the prompt.
  const enquirer = (await import('enquirer')).default as unknown as Enquirer;
  let terminal: ReturnType<typeof holdTerminal> | undefined;
  try {
    terminal = holdTerminal(host);
    if (!(await terminal.discard())) return undefined;
    const prompt = make(enquirer, { stdin: terminal.keys, stdout: screenOf(host) });
    const answer = prompt.run().catch(() => undefined);
    terminal.open();
    const first = await Promise.race([answer, terminal.ended.then(() => ended)]);
    if (first !== ended) return first;
    await prompt.cancel();
    return undefined;
  } catch {
    return undefined;
  } finally {
    terminal?.release();
  }
}

const ended = Symbol('ended');

/** What enquirer draws on: stderr, without colours where there are to be none. */
function screenOf(host: Host): object {
  const { color } = lookOf(host);
  const { stderr } = host;
  return {
    isTTY: true,
    columns: stderr.columns || 80,
    rows: stderr.rows || 24,
    write: (text: string) => stderr.write(color ? text : text.replace(/\u001b\[[0-9;]*m/g, '')),
  };
}

/**
 * enquirer hides the cursor and draws one of its own, and shows the real one again in handlers of signals that
 * end the process themselves. A signal is ours to answer, and a killed process must not leave a hidden cursor.
 */
function withRealCursor(Base: PromptClass): PromptClass {
  return class extends Base {
    readonly blink = { off: true };
    cursorHide(): void {}
  };
}

/** Shows the label that was picked, where enquirer would show its index. */
function format(this: {
  state: { submitted: boolean; cancelled: boolean };
  selected?: { message: string };
}): string {
  return this.state.submitted && !this.state.cancelled ? (this.selected?.message ?? '') : '';
}
