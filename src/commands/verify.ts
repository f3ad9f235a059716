import { findBackup, verifyBackup } from '../backup/index.ts';
import { errors } from '../errors/codes.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import type { Omission } from '../types.ts';
import { exceptFor, omissionsOf } from '../ui/omissions.ts';
import { print } from '../ui/print.ts';
import { startProgress } from '../ui/progress.ts';
import { formatCount, formatDuration } from '../ui/units.ts';
import { type Call, type Command, jsonOption, targetOptions } from './command.ts';
import { rowsOf } from './list.ts';
import { writeJson, writeResult } from './output.ts';
import { findPlace, needTarget } from './place.ts';

export const command: Command = {
  name: 'verify',
  summary: 'Prove a backup: restore it beside the database, compare, and drop the copy',
  usage: 'verify [<id>|latest] [options]',
  notes: [
    'Without an id it is the latest one of this database. The last four characters of an id are enough.',
    'The database itself is only read. Beside it there is a second one, or a second file, for as long as this takes.',
  ],
  options: { ...targetOptions, ...jsonOption },
  operands: 1,
  run: (call) => run(call).catch((error) => Promise.reject(inOwnWords(error))),
};

async function run({ host, options, operands }: Call): Promise<number> {
  const { policy, ...place } = await findPlace(host, options);
  const target = needTarget({ policy, ...place }, 'restore-refused');
  const entry = await findBackup(host, policy, target, operands[0] ?? 'latest');
  const progress = startProgress(host, `Verifying ${entry.id}`, options.json ? 'json' : undefined);
  const manifest = await verifyBackup({
    host,
    target,
    policy,
    entry,
    progress: progress.tell,
  }).finally(() => progress.stop());
  const { check, verified, verifiedBut } = manifest;
  const counts = { tables: manifest.tables.length, rows: rowsOf(entry), objects: manifest.objects.length };
  if (options.json) {
    writeJson(host, { id: entry.id, target: target.label, check, verified, verifiedBut, ...counts });
    if (verifiedBut === undefined) return 0;
  }
  if (verifiedBut) throw lacking(host, entry.id, verifiedBut.omissions);
  const what = `${formatCount(counts.tables, 'table')}, ${formatCount(counts.rows, 'row')}, ${formatCount(counts.objects, 'other object')}`;
  const took = formatDuration((verified?.seconds ?? 0) * 1000);
  writeResult(host, `Verified ${entry.id} in ${took}: restored, it holds all that was recorded: ${what}.\n`);
  return 0;
}

/** It can be restored, and somebody has to accept what that lacks. */
function lacking(host: Host, id: string, omissions: readonly Omission[]): InterlockError {
  print(host, omissionsOf(id, omissions));
  return new InterlockError('approval-needed', {
    what: `The backup can be restored${exceptFor(omissions)}, which only a person can accept.`,
    why: `Restored beside the database, ${id} has all else that it recorded, every row included.`,
    next: [`To go back to it all the same: prisma-interlock restore ${id}`],
    state: errors['verify-failed'].state,
  });
}

/** What kept it from being restored beside speaks of a restore. */
function inOwnWords(error: unknown): unknown {
  if (!(error instanceof InterlockError) || error.message !== errors['restore-refused'].what) return error;
  const { code, why, next } = error;
  return new InterlockError(code, { what: 'The backup cannot be verified.', why, next, cause: error });
}
