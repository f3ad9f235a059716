import { stripVTControlCharacters } from 'node:util';
import { spawn } from '@lydell/node-pty';

export interface Terminal {
  screen(): string;
  waitFor(text: string, ms?: number): Promise<string>;
  type(text: string): void;
  press(key: keyof typeof keys): void;
  ended(ms?: number): Promise<{ exitCode: number }>;
  kill(signal?: string): void;
}
const keys = { enter: '\r', 'ctrl-c': '\u0003', 'ctrl-d': '\u0004', down: '\u001b[B' } as const;

export function openTerminal(
  file: string,
  args: readonly string[],
  o: { cwd: string; env: Record<string, string>; cols?: number },
): Terminal {
  const pty = spawn(file, [...args], { cwd: o.cwd, env: o.env, cols: o.cols ?? 100, rows: 40 });
  let raw = '';
  let seen = 0;
  let exit: { exitCode: number } | undefined;
  pty.onData((data) => {
    raw += data;
  });
  pty.onExit((event) => {
    exit = event;
  });
  const screen = () => stripVTControlCharacters(raw);
  const until = async <T>(ms: number, what: string, look: () => T | undefined): Promise<T> => {
    for (let waited = 0; waited < ms; waited += 20) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error(`${what} did not come:\n${screen()}`);
  };
  return {
    screen,
    waitFor: (text, ms = 20_000) =>
      until(ms, text, () => {
        const at = screen().indexOf(text, seen);
        if (at < 0) return undefined;
        seen = at + text.length;
        return screen();
      }),
    type: (text) => pty.write(text),
    press: (key) => pty.write(keys[key]),
    ended: (ms = 30_000) => until(ms, 'the end', () => exit),
    kill: (signal) => {
      if (!exit) pty.kill(signal);
    },
  };
}
