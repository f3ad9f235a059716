import { randomBytes } from 'node:crypto';
import { readAddress } from '../../../databases/postgresql/address.ts';
import { literal, maintain } from '../../../databases/postgresql/session.ts';
import { stampOf } from '../../operations/scratch-owner.ts';
import type { EngineContext } from '../contract.ts';
import { dropWhole } from './attached.ts';

/** `restore_1a2b3c4d_5e6f7a8b9c0d`. */
export function scratchName(owner: string | undefined): string {
  return ['restore', ...(owner ? [owner] : []), randomBytes(6).toString('hex')].join('_');
}

/** `app_interlock_before_undo_1a2b3c4d_20261122121005123`; a name has 63 bytes at most. */
export function keptName({ owner = 'x' }: EngineContext, database: string, at: Date): string {
  return `${shorten(database)}_interlock_before_undo_${owner}_${stampOf(at)}`;
}

/** `app_interlock_damaged_20261122121005123`: no command of ours drops it. */
export function damagedName(database: string, at: Date): string {
  return `${shorten(database)}_interlock_damaged_${stampOf(at)}`;
}

/** `app_interlock_snapshot_1a2b3c4d_20261122121005123`. */
export function snapshotName({ owner = 'x' }: EngineContext, database: string, at: Date): string {
  return `${shorten(database)}_interlock_snapshot_${owner}_${stampOf(at)}`;
}

/** Drops the scratch databases of an owner, and those that swaps kept before that moment. */
export async function tidy(context: EngineContext, keptBefore: Date): Promise<void> {
  const { owner, host, target } = context;
  if (owner === undefined) return;
  const pattern = `^restore_${owner}_[0-9a-f]{12}$|_interlock_before_undo_${owner}_[0-9]{17}$`;
  const address = readAddress(host, target.url);
  await maintain(host, address, async (session) => {
    for (const row of await session.query(`select datname from pg_database where datname ~ ${literal(pattern)}`)) {
      const found = row['datname'] ?? '';
      if (!found.startsWith('restore_') && found.slice(-17) >= stampOf(keptBefore)) continue;
      await dropWhole(context, address, found);
    }
  });
}

function shorten(database: string): string {
  return database.replaceAll(/[^A-Za-z0-9_]/g, '_').slice(0, 14);
}
