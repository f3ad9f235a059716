import type { Host } from '../host.ts';
import type { Actor, Confirmation } from '../types.ts';
import { print } from '../ui/print.ts';
import { askWord } from './ask.ts';
import { canAsk } from './terminal.ts';

const word = 'replace';

/** What is asked about: the parts of it that nobody could read, and the partial backup with the rest. */
export interface Loss {
  readonly label: string;
  readonly because: string;
  readonly incomplete: readonly string[];
  readonly backup: string | undefined;
}

/** Shows what of a damaged database could not be saved, and asks a person whether it is replaced all the same. */
export async function acceptLoss(host: Host, actor: Actor, loss: Loss): Promise<Confirmation> {
  print(host, {
    code: 'unsaved',
    level: 'ask',
    what: `${loss.label} is damaged, and not everything of it could be saved.`,
    facts: [
      ...loss.incomplete.map((line, at) => [at === 0 ? 'not saved' : '', line] as const),
      ['saved', loss.backup === undefined ? 'nothing' : `the rest, in ${loss.backup}`],
    ],
    because: [loss.because],
    state: 'The damaged database is put aside and not removed, as far as the server can move it.',
  });
  if (actor.kind === 'agent') return { given: false, how: 'agent' };
  if (actor.kind === 'ci' || !actor.terminal || !canAsk(host)) return { given: false, how: 'nobody to ask' };
  const given = await askWord(host, `To put the backup in its place all the same, type: ${word}`, word);
  return given ? { given, how: 'typed' } : { given, how: 'refused' };
}
