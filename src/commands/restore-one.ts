import { findTable, type GoodEntry, type RestoreRequest, restoreTable, shortId } from '../backup/index.ts';
import { ownCommand } from '../project/own-command.ts';
import { note } from '../ui/notes.ts';
import { print } from '../ui/print.ts';
import { startProgress } from '../ui/progress.ts';
import { formatCount } from '../ui/units.ts';
import type { Call } from './command.ts';
import type { RestorePlace } from './other-target.ts';
import { writeJson, writeResult } from './output.ts';

/** What is asked, of a restore of one table. `table`: as the backup names it. */
export function factsOfTable(entry: GoodEntry, table: string, inPlace: boolean): [string, string][] {
  const rows = entry.manifest.tables.find(({ name }) => name === table)?.rows ?? 0;
  const where = inPlace
    ? 'in the place of the rows that are there now; no other table changes, and no trigger runs'
    : 'beside, as a new table with types and values alone; nothing else changes';
  return [
    ['table', `${table}, ${formatCount(rows, 'row')}`],
    ['goes', where],
  ];
}

/** Puts one table of a backup into the database, and says so. */
export async function restoreOne(
  { host, options }: Pick<Call, 'host' | 'options'>,
  { policy, target }: RestorePlace,
  entry: GoodEntry,
  word: string,
  begin: NonNullable<RestoreRequest['begin']>,
): Promise<void> {
  const table = findTable(entry, word);
  const inPlace = options['in-place'] === true;
  const progress = startProgress(host, `Restoring ${table}`, options.json ? 'json' : undefined);
  const argv = ['prisma-interlock', ...host.argv];
  const request = { host, target, policy, entry, table, inPlace, argv, begin, progress: progress.tell };
  const { before, name } = await restoreTable(request).finally(() => progress.stop());
  const rows = entry.manifest.tables.find((one) => one.name === table)?.rows ?? 0;
  if (options.json) {
    writeJson(host, { restored: entry.id, target: target.label, table, as: name, rows, before: before.id });
    return;
  }
  const where = inPlace ? 'in its place' : `as ${name}`;
  writeResult(host, `Restored ${table} of ${target.label} from ${entry.id}, ${where}: ${formatCount(rows, 'row')}.\n`);
  const back = await ownCommand(host, `restore ${shortId(before.id)}`);
  print(host, note('backup-made', `The state before is kept: ${back}`));
}
