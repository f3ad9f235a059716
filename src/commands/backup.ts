import { backUp } from '../backup/back-up.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import { clean } from '../ui/clean.ts';
import { startProgress } from '../ui/progress.ts';
import { formatBytes } from '../ui/units.ts';
import { type Command, jsonOption, targetOptions } from './command.ts';
import { writeJson, writeResult } from './output.ts';
import { findPlace, needTarget } from './place.ts';

export const command: Command = {
  name: 'backup',
  summary: 'Back up the database now; such a backup is kept until you remove it',
  usage: 'backup [--note <text>] [--scheduled] [options]',
  options: {
    scheduled: { help: 'One of a row, such as a daily one: retention removes it after newer ones' },
    note: { takes: '<text>', help: 'What it is for; shown by `list`' },
    ...targetOptions,
    ...jsonOption,
  },
  operands: 0,
  async run({ host, options }) {
    const place = await findPlace(host, options);
    const target = needTarget(place, 'backup-failed');
    const note = typeof options.note === 'string' ? { note: clean(options.note) } : {};
    const progress = startProgress(host, `Backing up ${target.label}`, options.json ? 'json' : undefined);
    const result = await backUp({
      host,
      target,
      policy: place.policy,
      why: { reason: options.scheduled ? 'scheduled' : 'manual', argv: ['prisma-interlock', ...host.argv], ...note },
      kind: options.scheduled ? 'automatic' : 'manual',
      need: 'always',
      onProgress: (written) => progress.update(written),
    }).finally(() => progress.stop());
    if (result.status === 'skipped') {
      throw new InterlockError('backup-failed', { what: 'No backup was made.', why: `${result.because}.` });
    }
    const { id, path, size } = result.backup;
    if (options.json) writeJson(host, { id, path, size, target: target.label });
    else writeResult(host, `${id}  ${formatBytes(size)}\n`);
    return 0;
  },
};
