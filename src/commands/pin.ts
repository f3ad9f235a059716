import { findById, pinText, setPin } from '../backup/index.ts';
import { parseDuration } from '../policy/duration.ts';
import { clean } from '../secrets/clean.ts';
import { type Command, jsonOption } from './command.ts';
import { writeJson, writeResult } from './output.ts';
import { usage } from './parse-call.ts';
import { findPolicy } from './place.ts';

export const command: Command = {
  name: 'pin',
  summary: 'Keep a backup from retention, for a time or until it is unpinned',
  usage: 'pin <id> [--for <time>] [--why <text>] [options]',
  notes: ['The last four characters of an id are enough. A later pin takes the place of an earlier one.'],
  options: {
    for: { takes: '<time>', help: 'From now on: 12h, 30d, 8w. Without it, until it is unpinned' },
    why: { takes: '<text>', help: 'What it is kept for; shown by `prune`' },
    ...jsonOption,
  },
  operands: 1,
  async run({ host, options, operands }) {
    const word = operands[0];
    if (!word) throw usage(command, 'Which backup is meant? `prisma-interlock list` shows the ids.');
    const milliseconds = typeof options.for === 'string' ? parseDuration(options.for) : 0;
    if (milliseconds === undefined) throw usage(command, 'The time is a number and a unit: 12h, 30d, 8w.');
    const { backup } = await findPolicy(host);
    const entry = await findById(host, backup.repository, word);
    const until = milliseconds > 0 ? new Date(host.now().getTime() + milliseconds).toISOString() : undefined;
    const why = typeof options.why === 'string' ? clean(options.why, 200) : undefined;
    const manifest = await setPin(host, backup, entry, { until, why });
    if (options.json) writeJson(host, { id: entry.id, pinned: true, until: until ?? null, why: why ?? null });
    else writeResult(host, `${entry.id}  ${pinText(manifest)}\n`);
    return 0;
  },
};
