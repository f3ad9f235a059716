import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { spawn } from '@lydell/node-pty';

const keys = {
  enter: '\r',
  'ctrl-c': '\x03',
  'ctrl-d': '\x04',
  'ctrl-z': '\x1a',
  escape: '\x1b',
  tab: '\t',
  backspace: '\x7f',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
} as const;

export interface Ending {
  readonly exitCode: number;
  /** Its number; undefined when the program ended by itself. */
  readonly signal: number | undefined;
}

export interface Terminal {
  readonly pid: number;
  /** Everything printed so far, stdout and stderr as they came, control sequences included. */
  output(): string;
  /** The same without control sequences. */
  screen(): string;
  /** Waits for a text that was printed since the last hit of `waitFor`; throws with the screen after `ms` (20,000). */
  waitFor(text: string | RegExp, ms?: number): Promise<void>;
  type(text: string): void;
  press(key: keyof typeof keys): void;
  /** Waits for the end; throws with the screen, and kills the program, after `ms` (30,000). */
  ended(ms?: number): Promise<Ending>;
  kill(signal?: NodeJS.Signals): void;
  /** As closing the window does. */
  hangUp(): void;
}

export interface TerminalOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cols?: number;
  readonly rows?: number;
}

/** Runs a program at a real terminal of its own. */
export function openTerminal(file: string, args: readonly string[], options: TerminalOptions): Terminal {
  const { cwd, env, cols = 200, rows = 50 } = options;
  const pty = spawn(file, [...args], {
    name: 'xterm-256color',
    cols,
    rows,
    cwd,
    env: { TERM: 'xterm-256color', ...env },
  });
  let printed = '';
  let seen = 0;
  let ending: Ending | undefined;
  pty.onData((text) => {
    printed += text;
  });
  pty.onExit(({ exitCode, signal }) => {
    ending = { exitCode, signal: signal === 0 ? undefined : signal };
  });
  const screen = () => stripVTControlCharacters(printed).replaceAll('\r', '');
  const poll = async (ms: number, what: string, done: () => boolean) => {
    for (let waited = 0; waited < ms; waited += 20) {
      if (done()) return;
      await sleep(20);
    }
    if (!done()) throw new Error(`${ms} ms passed without ${what}. On the screen:\n${screen()}`);
  };
  return {
    pid: pty.pid,
    output: () => printed,
    screen,
    async waitFor(text, ms = 20_000) {
      await poll(ms, `"${text}"`, () => {
        const rest = screen().slice(seen);
        const at = typeof text === 'string' ? rest.indexOf(text) : rest.search(text);
        if (at === -1) return false;
        seen += at + (typeof text === 'string' ? text.length : (rest.match(text)?.[0].length ?? 0));
        return true;
      });
    },
    type: (text) => pty.write(text),
    press: (key) => pty.write(keys[key]),
    async ended(ms = 30_000) {
      try {
        await poll(ms, 'an end', () => ending !== undefined);
      } catch (error) {
        pty.kill('SIGKILL');
        throw error;
      }
      if (ending === undefined) throw new Error('unreachable');
      return ending;
    },
    kill: (signal) => pty.kill(signal),
    hangUp: () => (pty as unknown as { destroy(): void }).destroy(),
  };
}
