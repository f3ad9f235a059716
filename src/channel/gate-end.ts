import type { Host } from '../host.ts';
import type { Foresight } from '../types.ts';
import {
  type Answer,
  channelDescriptor,
  type DescribedCall,
  type News,
  startVariable,
  unforeseen,
} from './descriptor.ts';
import { isStartedByUs } from './parentage.ts';

/** The gate's end of the channel. Every wait ends when the shim, or the CLI that it started, has ended. */
export interface GateEnd {
  /** `look`: what the call would do; asked at most once. Throws where the shim is gone. */
  ask(call: DescribedCall, look: () => Promise<Foresight>): Promise<Answer>;
}

/**
 * Undefined where no shim has opened it for the CLI that started this process: then the gate judges by itself. `cli`: that
 * CLI's process id.
 */
export function joinShim(host: Host, cli: number): GateEnd | undefined {
  const start = host.env[startVariable];
  if (!start || !isChannel(host) || !isStartedByUs(host, cli)) return undefined;
  let calls = 0;
  return {
    async ask(call, look) {
      calls += 1;
      const number = `${start}.${calls}`;
      tell(host, { kind: 'call', number, ...call });
      const answer = hear(host, number);
      if (answer.word !== 'look') return answer;
      tell(host, { kind: 'looked', number, ...(await look().catch(() => unforeseen)) });
      return hear(host, number);
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

function tell(host: Host, news: News): void {
  host.fs.writeSync(channelDescriptor, `${JSON.stringify(news)}\n`);
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
    if (length === 0) throw new Error('The shim that started this Prisma has ended.');
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
