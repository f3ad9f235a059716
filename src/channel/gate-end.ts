import type { Duplex } from 'node:stream';
import type { Host } from '../host.ts';
import type { Foresight } from '../types.ts';
import {
  type Answer,
  channelDescriptor,
  type DescribedCall,
  type News,
  type StartNews,
  startVariable,
  type Trouble,
  unforeseen,
} from './descriptor.ts';
import { isStartedByUs } from './parentage.ts';

const gone = 'The shim that started this Prisma has ended.';

/** The gate's end of the channel. Every wait ends when the shim, or the CLI that it started, has ended. */
export interface GateEnd {
  /** `look`: what the call would do; asked at most once. Throws where the shim is gone. */
  ask(call: DescribedCall, look: () => Promise<Foresight>): Promise<Answer>;
  /** Settles when the shim has told the person. Throws where it is gone. */
  tell(trouble: Trouble): Promise<void>;
}

/**
 * Undefined where no shim has opened it for the CLI that started this process: then the gate judges by itself. `cli`: that
 * CLI's process id.
 */
export function joinShim(host: Host, cli: number): GateEnd | undefined {
  const start = host.env[startVariable];
  if (!start || !isChannel(host) || !isStartedByUs(host, cli)) return undefined;
  return endBy(start, async (news) => {
    host.fs.writeSync(channelDescriptor, `${JSON.stringify(news)}\n`);
    return hear(host, news.number);
  });
}

/** The same within the CLI, which goes on with its own work meanwhile. Gives the end for each start that the preload told of, by its number. */
export function joinShimBy(stream: Duplex): (start: string) => GateEnd {
  const waiting = new Map<string, { resolve(answer: Answer): void; reject(error: Error): void }>();
  let text = '';
  let isOver = false;
  const end = () => {
    isOver = true;
    for (const { reject } of waiting.values()) reject(new Error(gone));
    waiting.clear();
  };
  stream.on('error', end).on('end', end).on('close', end);
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (text + chunk).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const [, number = ''] = line.split(' ');
      const asked = waiting.get(number);
      waiting.delete(number);
      try {
        asked?.resolve(readAnswer(line, number));
      } catch (error) {
        asked?.reject(error as Error);
      }
    }
  });
  const say = (news: Exclude<News, StartNews>) =>
    new Promise<Answer>((resolve, reject) => {
      if (isOver) throw new Error(gone);
      waiting.set(news.number, { resolve, reject });
      stream.write(`${JSON.stringify(news)}\n`);
    });
  return (start) => endBy(start, say);
}

/** `say`: tells the shim, and gives its answer. */
function endBy(start: string, say: (news: Exclude<News, StartNews>) => Promise<Answer>): GateEnd {
  let calls = 0;
  return {
    async tell(trouble) {
      calls += 1;
      await say({ kind: 'trouble', number: `${start}.${calls}`, ...trouble });
    },
    async ask(call, look) {
      calls += 1;
      const number = `${start}.${calls}`;
      const answer = await say({ kind: 'call', number, ...call });
      if (answer.word !== 'look') return answer;
      return say({ kind: 'looked', number, ...(await look().catch(() => unforeseen)) });
    },
  };
}

/** Waits for the answer to the start itself, which the shim gives before the engine may connect. */
export function hearStart(host: Host): Answer {
  return hear(host, host.env[startVariable] ?? '');
}

/** A pair of sockets; on Windows a pipe with a name. */
export function isChannel(host: Host): boolean {
  try {
    const status = host.fs.fstatSync(channelDescriptor);
    return host.platform === 'win32' ? status.isFIFO() : status.isSocket();
  } catch {
    return false;
  }
}

/**
 * Reads one line, and blocks until it is there: made non-blocking here, the descriptor would be so in the CLI and in the shell
 * that stands before the engine as well.
 */
function hear(host: Host, number: string): Answer {
  const bytes: Buffer[] = [];
  const chunk = Buffer.alloc(65_536);
  for (;;) {
    const length = host.fs.readSync(channelDescriptor, chunk);
    if (length === 0) throw new Error(gone);
    bytes.push(Buffer.from(chunk.subarray(0, length)));
    if (chunk.subarray(0, length).includes(0x0a)) return readAnswer(Buffer.concat(bytes).toString('utf8'), number);
  }
}

function readAnswer(line: string, number: string): Answer {
  const [word = '', to, ...rest] = line.trim().split(' ');
  if (to !== number) throw new Error('The shim answered something else.');
  if (word === 'go' || word === 'pass' || word === 'look') return { word };
  if (word === 'no') return { word, ...(JSON.parse(rest.join(' ')) as { text: string }) };
  throw new Error('The shim answered something else.');
}
