import { deleteBackup, findRemoval, type Removal, shortId } from '../backup/index.ts';
import { confirmPlan } from '../confirm/confirm.ts';
import { identifyActor } from '../environment/actor.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { ownCommand } from '../project/own-command.ts';
import { recordRemoval } from '../record/removal.ts';
import type { Message } from '../ui/message.ts';
import { formatBytes, formatCount } from '../ui/units.ts';
import { type Command, jsonOption } from './command.ts';
import { rowsOf, whyOf } from './list.ts';
import { writeJson, writeResult } from './output.ts';
import { usage } from './parse-call.ts';
import { findPolicy } from './place.ts';

export const command: Command = {
  name: 'delete',
  summary: 'Remove one backup, after a question',
  usage: 'delete <id> [options]',
  notes: [
    'A pinned one has to be unpinned first. For the newest good one of a database its short id has to be typed as well.',
  ],
  options: jsonOption,
  operands: 1,
  async run({ host, options, operands }) {
    const word = operands[0];
    if (!word) throw usage(command, 'Which backup is meant? `prisma-interlock list` shows the ids.');
    const { backup } = await findPolicy(host);
    const removal = await findRemoval(host, backup, word);
    await confirmRemoval(host, removal);
    await deleteBackup(host, backup, removal);
    const { id } = removal.entry;
    recordRemoval(host, id);
    if (options.json) writeJson(host, { deleted: id });
    else writeResult(host, `Removed ${id}.\n`);
    return 0;
  },
};

const untouched = 'No backup was changed or removed.';

/** Throws `approval-needed` where nobody may be asked, and `declined` where the answer is no. */
async function confirmRemoval(host: Host, { entry, standing }: Removal): Promise<void> {
  const actor = identifyActor(host);
  const confirmation = await confirmPlan(host, {
    actor,
    confirm: standing === 'one of several' ? 'yes' : 'twice',
    plan: planOf({ entry, standing }),
    question: `Remove ${shortId(entry.id)}?`,
    labels: [shortId(entry.id)],
  });
  if (confirmation.given) return;
  if (confirmation.how === 'refused') {
    const why = 'Not every question was answered with what it asked for.';
    throw new InterlockError('declined', { what: 'Not confirmed, so nothing was removed.', why, state: untouched });
  }
  throw new InterlockError('approval-needed', {
    why:
      confirmation.how === 'agent'
        ? `A backup that is removed does not come back. An AI agent cannot confirm that (${actor.why}).`
        : 'A backup that is removed does not come back, and there is no terminal to confirm that at.',
    next: [`Ask a person to run this at a terminal: ${await ownCommand(host, `delete ${shortId(entry.id)}`)}`],
    state: untouched,
  });
}

const words = {
  last: 'it is the only good one of its database: nothing could be restored any more',
  newest: 'it is the newest good one of its database',
  'one of several': 'newer ones of its database are there',
} as const;

function planOf({ entry, standing }: Removal): Message {
  const facts: [string, string][] =
    entry.state === 'damaged'
      ? [['damaged', entry.why]]
      : [
          ['of', entry.manifest.target.label],
          ['made', `${entry.manifest.time}, ${whyOf(entry)}`],
          [
            'holds',
            `${formatCount(entry.manifest.tables.length, 'table')}, ${formatCount(rowsOf(entry), 'row')}, ${formatBytes(entry.size)}`,
          ],
          ['stands', words[standing]],
        ];
  return {
    code: 'plan',
    level: 'ask',
    what: 'This removes a backup for good.',
    facts: [['backup', entry.id], ...facts],
  };
}
