/** What the engine answers, on its way to Prisma; and questions of our own to it, of which Prisma sees nothing. */
import type { Readable, Writable } from 'node:stream';

type Message = {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
};

type Watcher = (result: unknown, error: unknown) => void | Promise<void>;

export interface Dialogue {
  /**
   * Asks the engine. Rejects where it answers with an error, or not at all. Only while Prisma waits for its own answer.
   * `onPrint`: gets what the engine has printed meanwhile.
   */
  ask(method: string, params: unknown, onPrint?: (text: string) => void): Promise<unknown>;
  /** Tells what the engine answers to a request of Prisma's, which gets that answer all the same, when the listener is done. */
  watch(id: unknown, listener: Watcher): void;
  /** Settles when the engine has said all that it will. */
  readonly ended: Promise<void>;
}

/** Ids of ours: Prisma's are numbers. */
const ownId = 'prisma-interlock-';

export function openDialogue(toEngine: Writable, fromEngine: Readable, toPrisma: Writable): Dialogue {
  const gone = new Promise<void>((resolve) => toPrisma.once('close', resolve).once('error', () => resolve()));
  let questions = 0;
  let pending:
    | { readonly id: string; settle(message: Message): void; print(text: unknown): void; fail(error: Error): void }
    | undefined;
  const watched = new Map<unknown, readonly Watcher[]>();
  let kept: Buffer = Buffer.alloc(0);

  /** Whether the line is part of our own question. What the engine prints meanwhile is, too. */
  const isOurs = (line: Buffer): boolean => {
    if (pending === undefined) return false;
    const message = parse(line);
    if (message?.id === pending.id) pending.settle(message);
    else if (message?.method !== undefined) {
      if (message.method === 'print') pending.print((message.params as { content?: unknown } | undefined)?.content);
      if (message.id !== undefined)
        toEngine.write(`${JSON.stringify({ jsonrpc: '2.0', id: message.id, result: {} })}\n`);
    } else return false;
    return true;
  };

  const tell = async (line: Buffer) => {
    if (watched.size === 0) return;
    const message = parse(line);
    const listeners = watched.get(message?.id);
    if (message?.method !== undefined || listeners === undefined) return;
    watched.delete(message?.id);
    for (const listener of listeners) await listener(message?.result, message?.error);
  };

  /** While an answer is waited for here: each line by itself. What is not a whole line yet is kept. */
  const sort = async (chunk: Buffer) => {
    const text = Buffer.concat([kept, chunk]);
    let begin = 0;
    for (let end = text.indexOf(0x0a); end >= 0; end = text.indexOf(0x0a, begin)) {
      const line = text.subarray(begin, end + 1);
      if (!isOurs(line)) {
        await tell(line);
        await write(toPrisma, line, gone);
      }
      begin = end + 1;
    }
    kept = text.subarray(begin);
  };

  const relay = async () => {
    for await (const chunk of fromEngine) {
      if (pending !== undefined || watched.size > 0 || kept.length > 0) await sort(chunk as Buffer);
      else await write(toPrisma, chunk as Buffer, gone);
    }
    if (kept.length > 0) await write(toPrisma, kept, gone);
  };
  const ended = relay().finally(() => pending?.fail(new Error('The schema engine has ended.')));
  // Whoever waits for the end hears of it.
  ended.catch(() => {});

  return {
    ended,
    watch: (id, listener) => void watched.set(id, [...(watched.get(id) ?? []), listener]),
    ask(method, params, onPrint = () => {}) {
      questions += 1;
      const id = `${ownId}${questions}`;
      const answer = new Promise<unknown>((resolve, reject) => {
        pending = {
          id,
          settle: ({ result, error }) =>
            error === undefined ? resolve(result) : reject(new Error('The schema engine answered with an error.')),
          print: (text) => typeof text === 'string' && onPrint(text),
          fail: reject,
        };
        toEngine.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
      });
      return answer.finally(() => {
        pending = undefined;
      });
    },
  };
}

function parse(line: Buffer): Message | undefined {
  try {
    return JSON.parse(line.toString('utf8')) as Message;
  } catch {
    return undefined;
  }
}

/** `gone`: settles when nobody reads any more. */
async function write(to: Writable, bytes: Buffer, gone: Promise<void>): Promise<void> {
  if (to.write(bytes) || to.destroyed) return;
  await Promise.race([new Promise<void>((resolve) => to.once('drain', resolve)), gone]);
}
