import { randomBytes } from 'node:crypto';
import { readAddress } from '../../../databases/mysql/address.ts';
import { literal, name, openSession } from '../../../databases/mysql/session.ts';
import { stampOf } from '../../operations/scratch-owner.ts';
import type { EngineContext } from '../contract.ts';

/** `app_restore_1a2b3c4d5e6f`; of an owner `app_restore_<owner>_5e6f7a`. A name has 64 characters at most. */
export function scratchName(owner: string | undefined, database: string): string {
  const mark = owner ? `${owner}_${randomBytes(3).toString('hex')}` : randomBytes(6).toString('hex');
  return `${database.slice(0, 40)}_restore_${mark}`;
}

/** `app_interlock_before_undo_1a2b3c4d_20261122121005123`. */
export function keptName({ owner = 'x' }: EngineContext, database: string, at: Date): string {
  return `${database.slice(0, 14)}_interlock_before_undo_${owner}_${stampOf(at)}`;
}

/** `app_interlock_damaged_20261122121005123`: no command of ours drops it. */
export function damagedName(database: string, at: Date): string {
  return `${database.slice(0, 14)}_interlock_damaged_${stampOf(at)}`;
}

export const damagedPattern = '_interlock_damaged_[0-9]{17}$';

/** Fits the names of the first two, as a regular expression of the server's. */
export function ownersPattern(owner: string): string {
  return `_restore_${owner}_[0-9a-f]{6}$|_interlock_before_undo_${owner}_[0-9]{17}$`;
}

/** Drops the scratch schemas of an owner, and those that swaps kept before that moment; no swap is under way any more. */
export async function tidy({ host, target, owner }: EngineContext, keptBefore: Date): Promise<void> {
  if (owner === undefined) return;
  const session = await openSession(host, readAddress(host, target.url), undefined);
  try {
    const pattern = literal(ownersPattern(owner));
    const rows = await session.query(
      `select schema_name as found from information_schema.schemata where schema_name regexp ${pattern}`,
    );
    for (const row of rows) {
      const found = row['found'] ?? '';
      const isKept = !/_restore_[0-9a-f]{8}_[0-9a-f]{6}$/.test(found);
      if (isKept && found.slice(-17) >= stampOf(keptBefore)) continue;
      await session.query(`DROP DATABASE IF EXISTS ${name(found)}`);
    }
  } finally {
    await session.close().catch(() => {});
  }
}
