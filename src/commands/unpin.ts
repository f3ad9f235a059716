import { findById, setPin } from '../backup/index.ts';
import { identifyActor } from '../environment/actor.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import { type Command, jsonOption } from './command.ts';
import { writeJson, writeResult } from './output.ts';
import { usage } from './parse-call.ts';
import { findPolicy } from './place.ts';

export const command: Command = {
  name: 'unpin',
  summary: 'Let retention remove a pinned backup again, once newer ones have taken its place',
  usage: 'unpin <id> [options]',
  notes: ['The last four characters of an id are enough.'],
  options: jsonOption,
  operands: 1,
  async run({ host, options, operands }) {
    const word = operands[0];
    if (!word) throw usage(command, 'Which backup is meant? `prisma-interlock list` shows the ids.');
    const actor = identifyActor(host);
    if (actor.kind === 'agent') {
      throw new InterlockError('approval-needed', {
        why: `A pin is a person's word that a backup stays. An AI agent cannot take it back (${actor.why}).`,
        next: ['Ask a person to run this command.'],
        state: 'No backup was changed or removed.',
      });
    }
    const { backup } = await findPolicy(host);
    const entry = await findById(host, backup.repository, word);
    await setPin(host, backup, entry, undefined);
    if (options.json) writeJson(host, { id: entry.id, pinned: false });
    else writeResult(host, `${entry.id}  not pinned\n`);
    return 0;
  },
};
