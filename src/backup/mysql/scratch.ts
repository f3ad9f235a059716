import { randomBytes } from 'node:crypto';
import type { EngineContext } from '../contract.ts';
import { readAddress } from './address.ts';
import { literal, name, openSession } from './session.ts';

/** `app_restore_1a2b3c4d5e6f`; of an owner `app_restore_<owner>_5e6f7a`. A name has 64 characters at most. */
export function scratchName(owner: string | undefined, database: string): string {
  const mark = owner ? `${owner}_${randomBytes(3).toString('hex')}` : randomBytes(6).toString('hex');
  return `${database.slice(0, 40)}_restore_${mark}`;
}

/** Drops the scratch schemas of an owner. */
export async function tidy({ host, target, owner }: EngineContext): Promise<void> {
  if (owner === undefined) return;
  const session = await openSession(host, readAddress(host, target.url), undefined);
  try {
    const pattern = literal(`_restore_${owner}_[0-9a-f]{6}$`);
    const rows = await session.query(
      `select schema_name as found from information_schema.schemata where schema_name regexp ${pattern}`,
    );
    for (const row of rows) await session.query(`DROP DATABASE IF EXISTS ${name(row['found'] ?? '')}`);
  } finally {
    await session.close().catch(() => {});
  }
}
