import { backUp, backUpBroken, type Salvaged } from '../backup/index.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import { clean } from '../secrets/clean.ts';
import { startProgress } from '../ui/progress.ts';
import { formatBytes } from '../ui/units.ts';
import { type Command, jsonOption, targetOptions } from './command.ts';
import { writeJson, writeResult } from './output.ts';
import { findPlace, needTarget } from './place.ts';

export const command: Command = {
  name: 'backup',
  summary: 'Back up the database now; such a backup is kept until you remove it',
  usage: 'backup [--note <text>] [--scheduled] [options]',
  notes: [
    'A partial backup ends with 73. It counts for nothing that needs a backup, and its restore has to be confirmed apart.',
  ],
  options: {
    scheduled: { help: 'One of a row, such as a daily one: retention removes it after newer ones' },
    'even-if-broken': { help: 'Where no whole backup can be made, keep what can be read, and say what could not' },
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
    const make = options['even-if-broken'] ? backUpBroken : backUp;
    const result = await make({
      host,
      target,
      policy: place.policy,
      why: { reason: options.scheduled ? 'scheduled' : 'manual', argv: ['prisma-interlock', ...host.argv], ...note },
      kind: options.scheduled ? 'automatic' : 'manual',
      need: 'always',
      progress: progress.tell,
    }).finally(() => progress.stop());
    if (result.status === 'skipped') {
      throw new InterlockError('backup-failed', { what: 'No backup was made.', why: `${result.because}.` });
    }
    const incomplete = result.status === 'partial' ? result.incomplete : [];
    const { id, path, size } = result.backup;
    if (options.json) writeJson(host, { id, path, size, target: target.label, incomplete });
    else writeResult(host, `${id}  ${formatBytes(size)}\n`);
    if (result.status === 'partial') throw partial(result, path);
    return 0;
  },
};

function partial({ backup, incomplete, because }: Salvaged, path: string): InterlockError {
  return new InterlockError('backup-partial', {
    why: `${because} Missing: ${incomplete.join('; ')}.`,
    state: `The database was only read. What could be saved is in ${path}.`,
    next: [
      'Stop what writes to the database, and keep the disk as it is until you have what you need.',
      '`prisma-interlock list` shows the whole backups that are older.',
      `To restore this partial one: prisma-interlock restore ${backup.id}`,
    ],
  });
}
