import type { Duplex } from 'node:stream';
import type { Foresight } from '../types.ts';
import type { Answer, CallNews, LookedNews, News, StartNews, TroubleNews } from './descriptor.ts';

/** Asks the gate what the call at hand would do, as its engine says. */
export type Look = () => Promise<Foresight>;

export interface Listener {
  /** Undefined: there is nothing to say any more, because the CLI is being ended. */
  start(news: StartNews): Promise<Answer | undefined>;
  call(news: CallNews, look: Look): Promise<Answer | undefined>;
  /** Prisma waits for its engine's answer meanwhile. */
  trouble(news: TroubleNews): Promise<void>;
}

/** The shim's ends of the channel. One news is answered after the other; `failed` gets what a listener throws. */
export function listen(streams: readonly Duplex[], listener: Listener, failed: (error: unknown) => void): void {
  let last: Promise<void> = Promise.resolve();
  const inTurn = (answer: () => Promise<void>) => {
    last = last.then(answer).catch(failed);
  };
  for (const stream of streams) listenAt(stream, listener, inTurn, failed);
}

function listenAt(
  stream: Duplex,
  listener: Listener,
  inTurn: (answer: () => Promise<void>) => void,
  failed: (error: unknown) => void,
): void {
  const looks = new Map<string, (foresight: Foresight) => void>();
  const say = (number: string, answer: Answer) => {
    const { word, ...rest } = answer;
    stream.write(`${word} ${number}${'text' in rest ? ` ${JSON.stringify(rest)}` : ''}\n`);
  };
  const lookFor =
    (number: string): Look =>
    () =>
      new Promise((resolve) => {
        looks.set(number, resolve);
        say(number, { word: 'look' });
      });
  const answer = async (news: Exclude<News, LookedNews>) => {
    if (news.kind === 'trouble') {
      await listener.trouble(news);
      return say(news.number, { word: 'go' });
    }
    const said = news.kind === 'start' ? await listener.start(news) : await listener.call(news, lookFor(news.number));
    if (said) say(news.number, said);
  };

  const receive = (news: News) => {
    if (news.kind !== 'looked') inTurn(() => answer(news));
    else settle(looks, news);
  };

  let text = '';
  // Whoever is gone hears no answer; that the CLI has ended is known elsewhere.
  stream.on('error', () => {});
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (text + chunk).split('\n');
    text = lines.pop() ?? '';
    try {
      for (const line of lines) receive(JSON.parse(line) as News);
    } catch (error) {
      failed(error);
    }
  });
}

function settle(looks: Map<string, (foresight: Foresight) => void>, { number, ...said }: LookedNews): void {
  const { changes, mayLose, isAsked, scripts } = said;
  looks.get(number)?.({
    ...{ changes: changes !== false, mayLose: mayLose !== false, isAsked: isAsked === true },
    ...(Array.isArray(scripts) && { scripts }),
  });
  looks.delete(number);
}
