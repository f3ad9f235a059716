import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Host } from '../../../host.ts';
import { stampOf } from '../../operations/scratch-owner.ts';
import type { EngineContext } from '../contract.ts';

/** What SQLite keeps next to a file; left behind, it would be read into whatever file has that name. */
export const sidecars = ['-journal', '-wal', '-shm'];

/** `.restore-1a2b3c4d-5e6f7081-dev.db`, beside the database; nothing is there yet. */
export function scratchFile({ owner, target }: EngineContext): string {
  const file = target.identity.database;
  const mark = [...(owner ? [owner] : []), randomBytes(4).toString('hex')].join('-');
  return path.join(path.dirname(file), `.restore-${mark}-${path.basename(file)}`);
}

/** With what SQLite keeps next to it. */
export async function removeFile({ fs }: Pick<Host, 'fs'>, file: string): Promise<void> {
  for (const end of ['', ...sidecars]) await fs.promises.rm(file + end, { force: true });
}

/** `dev.db.interlock_before_undo_1a2b3c4d_20261122121005123`, beside the database. */
export function keptFile({ owner = 'x', target }: EngineContext, at: Date): string {
  return `${target.identity.database}.interlock_before_undo_${owner}_${stampOf(at)}`;
}

/** A second name for the file, so that there is no moment without a database; a copy where a file has only one name. */
export function keepFile({ fs }: Pick<Host, 'fs'>, file: string, kept: string): string {
  try {
    fs.linkSync(file, kept);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    fs.copyFileSync(file, kept, fs.constants.COPYFILE_EXCL | fs.constants.COPYFILE_FICLONE);
  }
  return kept;
}

/** Removes the copies of an owner that a killed command left, and files that swaps kept before that moment. */
export async function tidy({ host, target, owner }: EngineContext, keptBefore: Date): Promise<void> {
  if (owner === undefined) return;
  const folder = path.dirname(target.identity.database);
  const base = path.basename(target.identity.database);
  const kept = `${base}.interlock_before_undo_${owner}_`;
  const { promises } = host.fs;
  for (const name of await promises.readdir(folder).catch(() => [] as string[])) {
    const isScratch = name.startsWith(`.restore-${owner}-`) && name.slice(18 + owner.length).startsWith(`-${base}`);
    const isOld = name.startsWith(kept) && name.slice(kept.length, kept.length + 17) < stampOf(keptBefore);
    if (isScratch || isOld) await promises.rm(path.join(folder, name), { force: true });
  }
}
