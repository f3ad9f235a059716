import { askWord } from '../confirm/ask.ts';
import { isSomebodyThere } from '../confirm/terminal.ts';
import { identifyActor } from '../environment/actor.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { ownCommand } from '../project/own-command.ts';
import { quoteArgv } from '../secrets/quote.ts';

interface Asked {
  readonly question: string;
  readonly label: string;
  /** Of our own line, for a person to run. */
  readonly words: readonly string[];
  /** A sentence without its full stop: why it takes a person. */
  readonly what: string;
}

/** Throws `approval-needed` where nobody may be asked, and `declined` where the answer is no. */
export async function needPersonsWord(host: Host, { question, label, words, what }: Asked): Promise<void> {
  const actor = identifyActor(host);
  if (!isSomebodyThere(host, actor)) {
    throw new InterlockError('approval-needed', {
      why: `${what}, so a person has to say this at a terminal (${actor.why}).`,
      next: [`Ask a person to run this at a terminal: ${await ownCommand(host, quoteArgv(words))}`],
      state: 'Nothing was changed.',
    });
  }
  if (await askWord(host, question, label)) return;
  throw new InterlockError('declined', {
    what: 'Not confirmed, so nothing was changed.',
    why: 'The question was not answered with what it asked for.',
  });
}
