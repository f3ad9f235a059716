import { PassThrough } from 'node:stream';
import type { Host } from '../host.ts';
import type { Actor } from '../types.ts';

/** Typed-ahead input has ended when nothing came for this many milliseconds. */
const quiet = 100;
/** Whoever still sends after this many milliseconds is no person, so the answer is no. */
const timeoutMs = 5000;
/** An answer that the prompt has not taken this many milliseconds after its last key is none. */
const digestion = 1000;

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const ctrlC = 0x03;
const ctrlD = 0x04;
const ctrlZ = 0x1a;
/** The terminal is taken again so many milliseconds after the process goes on: the shell sets it up first. */
const wakeMs = 50;
/** The signal of a terminal that was closed may come so many milliseconds after the end of what is read there. */
const signalMs = 50;

/** The terminal while we ask: nobody else reads it, and `release` leaves it as it was found. */
export interface Terminal {
  /** What a prompt reads in place of stdin: only what was typed after `open`. */
  readonly keys: PassThrough;
  /**
   * Settles at Ctrl-C, Ctrl-D, a signal, the end of the input, or a paste of several lines. Never rejects. True where this
   * process is ended and the terminal is still there to be drawn on.
   */
  readonly ended: Promise<boolean>;
  /** Throws away what was typed so far. False where there is no end to it, or where `ended` has settled. */
  discard(): Promise<boolean>;
  /** `redraw`: called when the process goes on after Ctrl-Z. */
  open(redraw: () => void): void;
  release(): void;
}

/** Whether somebody can be asked here: a person reads stderr and types at stdin. stdout may be a pipe. */
export function canAsk(host: Host): boolean {
  try {
    return host.stdin.isTTY === true && host.stderr.isTTY === true;
  } catch {
    // Node throws where it cannot tell what kind of file the descriptor is.
    return false;
  }
}

/** Whether a person is there to be asked: no agent, no pipeline. */
export function isSomebodyThere(host: Host, { kind, terminal }: Actor): boolean {
  return kind === 'person' && terminal && canAsk(host);
}

/** Takes the terminal. Throws where it is gone. */
export function holdTerminal(host: Host): Terminal {
  const { stdin, stderr } = host;
  const keys = Object.assign(new PassThrough(), { isTTY: true, isRaw: false, setRawMode: () => keys });
  const wasRaw = stdin.isRaw === true;
  let receive = (_chunk: Buffer): void => {};
  let late: NodeJS.Timeout | undefined;
  let over = false;
  let end = (_how?: unknown): void => {};
  const ended = new Promise<boolean>((resolve) => {
    end = (how) => {
      over = true;
      resolve(how === 'SIGTERM');
    };
  });
  let wake: NodeJS.Timeout | undefined;
  let show = (): void => {};
  const suspend = (): void => {
    stdin.setRawMode(wasRaw);
    // Set before: it goes on when this process does, and where nobody could stop it.
    wake = setTimeout(() => {
      stdin.setRawMode(true);
      show();
    }, wakeMs);
    host.suspend();
  };
  const onData = (chunk: Buffer | string): void => {
    const bytes = Buffer.from(chunk as string);
    if (bytes.includes(ctrlC)) end();
    if (bytes.includes(ctrlZ)) suspend();
    else if (!over) receive(bytes);
  };
  const ways = ['end', 'close', 'error'] as const;
  // A terminal that is closed says so more than once, and in no order; the last time must not end what is about to end by itself.
  const hungUp = (): void => {
    host.onSignals(['SIGHUP'], () => {});
    end();
  };
  // Who has begun to end has no handler left for the signal, and would die of it.
  let lost: NodeJS.Timeout | undefined;
  const lose = (): void => {
    lost ??= setTimeout(hungUp, signalMs);
  };
  const forget = host.onSignals(endings, (signal) => (signal === 'SIGHUP' ? hungUp() : end(signal)));
  for (const way of ways) stdin.on(way, lose);
  for (const way of ways) stderr.on(way, lose);

  const release = (): void => {
    clearTimeout(late);
    clearTimeout(wake);
    clearTimeout(lost);
    stdin.off('data', onData);
    stdin.pause();
    keys.destroy();
    try {
      stdin.setRawMode(wasRaw);
    } catch {
      // The terminal is gone, and its mode with it.
    }
    for (const way of ways) stdin.off(way, lose);
    for (const way of ways) stderr.off(way, lose);
    forget();
  };

  try {
    stdin.setRawMode(true);
  } catch (error) {
    release();
    throw error;
  }
  stdin.on('data', onData);
  stdin.resume();

  return {
    keys,
    ended,
    release,
    async discard() {
      let timer: NodeJS.Timeout | undefined;
      const begin = host.now().getTime();
      const silence = new Promise<void>((resolve) => {
        receive = () => {
          timer?.refresh();
          if (host.now().getTime() - begin > timeoutMs) end();
        };
        timer = setTimeout(resolve, quiet);
      });
      await Promise.race([silence, ended]);
      clearTimeout(timer);
      return !over;
    },
    open(redraw) {
      show = redraw;
      receive = (bytes) => {
        const line = firstLine(bytes);
        if (bytes.includes(ctrlD) || line.rest > 0) return end();
        // Not one key more is read than the answer takes: what follows belongs to whoever reads next.
        if (line.complete) {
          stdin.pause();
          late = setTimeout(end, digestion);
        }
        keys.write(bytes);
      };
    },
  };
}

/** A terminal sends Enter as CR in raw mode; a paste may hold LF or both. `rest`: bytes behind the first line. */
function firstLine(bytes: Buffer): { complete: boolean; rest: number } {
  const at = bytes.findIndex((byte) => byte === 0x0a || byte === 0x0d);
  if (at === -1) return { complete: false, rest: 0 };
  const after = bytes[at] === 0x0d && bytes[at + 1] === 0x0a ? at + 2 : at + 1;
  return { complete: true, rest: bytes.length - after };
}
