import {
  findBackup,
  type GoodEntry,
  isWhole,
  listBackups,
  needIntact,
  type RestoreRequest,
  refuseOther,
  restoreBackup,
} from '../backup/index.ts';
import { pick } from '../confirm/ask.ts';
import { canAsk } from '../confirm/terminal.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { sameDatabase } from '../target/identity.ts';
import type { Target } from '../types.ts';
import { databaseKept, note } from '../ui/notes.ts';
import { exceptFor } from '../ui/omissions.ts';
import { print } from '../ui/print.ts';
import { startProgress } from '../ui/progress.ts';
import { formatAge, formatBytes, formatCount } from '../ui/units.ts';
import { whileRestoring } from './accept.ts';
import { type Call, type Command, jsonOption, targetOptions } from './command.ts';
import { confirmRestore, refuseRestore } from './confirm-restore.ts';
import { rowsOf, whyOf } from './list.ts';
import { writeJson, writeResult } from './output.ts';
import { findPlace, needTarget, type Place } from './place.ts';
import { runRecorded } from './recorded.ts';

export const command: Command = {
  name: 'restore',
  summary: 'Put a backup in the place of the database, after a backup of its present state',
  usage: 'restore [<id>|latest] [options]',
  notes: [
    'Without an id, one is chosen at the terminal. The last four characters of an id are enough.',
    'The backup is restored beside the database, compared with what it recorded, and then put in its place.',
  ],
  options: {
    'onto-other-database': { help: 'Let a backup of another database replace this one; never in production' },
    ...targetOptions,
    ...jsonOption,
  },
  operands: 1,
  async run({ host, options, operands }) {
    const place = await findPlace(host, options);
    const target = needTarget(place, 'restore-refused');
    const ontoOther = options['onto-other-database'] === true;
    const entry = await choose(host, place, target, operands[0], ontoOther);
    refuseOther(entry, target, ontoOther);
    await runRecorded(host, { ...place, target, restores: entry.id }, async (begin) => {
      refuseRestore(place, target, entry);
      await needIntact(host, entry);
      const line = `prisma-interlock restore ${entry.id}`;
      const undertaking = { name: 'A restore', line, facts: [], json: options.json === true };
      await confirmRestore(host, place, target, entry, undertaking);
      await perform({ host, options }, place, target, entry, begin);
    });
    return 0;
  },
};

async function choose(
  host: Host,
  place: Place,
  target: Target,
  word: string | undefined,
  ontoOther: boolean,
): Promise<GoodEntry> {
  const { policy, actor } = place;
  if (word !== undefined) return findBackup(host, policy, target, word);
  if (!canAsk(host) || actor.kind === 'agent') {
    throw new InterlockError('usage', {
      why: 'Which backup is meant? There is no terminal to choose it at.',
      next: [
        '`prisma-interlock list` shows the ids.',
        '`prisma-interlock restore latest` takes the newest one of this database.',
      ],
    });
  }
  const good = (await listBackups(host, policy.backup.repository)).filter(
    (entry) => entry.state === 'good',
  ) as GoodEntry[];
  const fitting = good.filter(({ manifest }) => ontoOther || sameDatabase(manifest.target.identity, target.identity));
  if (fitting.length === 0) return findBackup(host, policy, target, 'latest');
  const choices = fitting.map((entry) => ({ value: entry, label: entry.id, hint: hintOf(entry, host.now()) }));
  const chosen = await pick(host, `Which backup is to replace ${target.label}?`, choices);
  if (chosen) return chosen;
  throw new InterlockError('declined', {
    what: 'No backup was chosen, so nothing was restored.',
    why: 'The question was not answered.',
  });
}

function hintOf(entry: GoodEntry, now: Date): string {
  const age = formatAge(now.getTime() - new Date(entry.manifest.time).getTime());
  const partial = isWhole(entry) ? '' : 'PARTIAL, ';
  return `${partial}${age}, ${whyOf(entry)}, ${formatCount(rowsOf(entry), 'row')}, ${formatBytes(entry.size)}`;
}

async function perform(
  { host, options }: Pick<Call, 'host' | 'options'>,
  place: Place,
  target: Target,
  entry: GoodEntry,
  begin: NonNullable<RestoreRequest['begin']>,
): Promise<void> {
  const format = options.json ? 'json' : undefined;
  const progress = startProgress(host, `Restoring ${target.label}`, format);
  const line = `prisma-interlock restore ${entry.id}`;
  const asked = { actor: place.actor, target, entry, line, json: options.json === true };
  const { manifest, before, kept, isDamaged, omissions } = await restoreBackup({
    host,
    target,
    policy: place.policy,
    entry,
    ontoOther: options['onto-other-database'] === true,
    argv: ['prisma-interlock', ...host.argv],
    begin,
    ...whileRestoring(host, asked, progress),
    progress: progress.tell,
  }).finally(() => progress.stop());
  const counts = { tables: manifest.tables.length, rows: rowsOf(entry), objects: manifest.objects.length };
  if (options.json) {
    writeJson(host, {
      restored: entry.id,
      target: target.label,
      ...counts,
      omissions,
      before: before?.id ?? null,
      kept: kept ?? null,
    });
    return;
  }
  const what = `${formatCount(counts.tables, 'table')}, ${formatCount(counts.rows, 'row')}, ${formatCount(counts.objects, 'other object')}`;
  writeResult(host, `Restored ${target.label} from ${entry.id}, as it was recorded${exceptFor(omissions)}: ${what}.\n`);
  if (before) print(host, note('backup-made', `The state before is kept: prisma-interlock restore ${before.id}`));
  if (kept) print(host, databaseKept(kept, isDamaged));
}
