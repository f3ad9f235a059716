import { type GoodEntry, type RestoreRequest, restoreBackup, shortId } from '../backup/index.ts';
import { ownCommand } from '../project/own-command.ts';
import { databaseKept, note } from '../ui/notes.ts';
import { exceptFor } from '../ui/omissions.ts';
import { print } from '../ui/print.ts';
import { startProgress } from '../ui/progress.ts';
import { formatCount } from '../ui/units.ts';
import { whileRestoring } from './accept.ts';
import type { Call } from './command.ts';
import { rowsOf } from './list.ts';
import type { RestorePlace } from './other-target.ts';
import { writeJson, writeResult } from './output.ts';

/** Puts a backup in the place of the database, and says so. `line`: what a person runs for the same. */
export async function restoreWhole(
  { host, options }: Pick<Call, 'host' | 'options'>,
  { policy, actor, target }: RestorePlace,
  entry: GoodEntry,
  line: string,
  begin: NonNullable<RestoreRequest['begin']>,
): Promise<void> {
  const format = options.json ? 'json' : undefined;
  const progress = startProgress(host, `Restoring ${target.label}`, format);
  const asked = { actor, target, entry, line, json: options.json === true };
  const { manifest, before, kept, isDamaged, omissions } = await restoreBackup({
    host,
    target,
    policy,
    entry,
    // Whoever came here has been asked for it.
    ontoOther: true,
    argv: ['prisma-interlock', ...host.argv],
    begin,
    ...whileRestoring(host, asked, progress),
    progress: progress.tell,
  }).finally(() => progress.stop());
  const counts = { tables: manifest.tables.length, rows: rowsOf(entry), objects: manifest.objects.length };
  if (options.json) {
    const names = { before: before?.id ?? null, kept: kept ?? null };
    writeJson(host, { restored: entry.id, target: target.label, ...counts, omissions, ...names });
    return;
  }
  const what = `${formatCount(counts.tables, 'table')}, ${formatCount(counts.rows, 'row')}, ${formatCount(counts.objects, 'other object')}`;
  writeResult(host, `Restored ${target.label} from ${entry.id}, as it was recorded${exceptFor(omissions)}: ${what}.\n`);
  if (kept) print(host, databaseKept(kept, isDamaged));
  if (!before) return;
  const to = typeof options.to === 'string' ? ' --to …' : '';
  const back = await ownCommand(host, `restore ${shortId(before.id)}${to}`);
  print(host, note('backup-made', `The state before is kept: ${back}`));
}
