import type { Address } from '../../../databases/mysql/address.ts';
import { name, openSession, type Session } from '../../../databases/mysql/session.ts';
import type { Host } from '../../../host.ts';
import type { Dump } from '../contract.ts';
import { listTables } from './read-contents.ts';

export interface SharedRead {
  /** Sees the database as of the moment at which writers were held. */
  readonly reader: Session;
  /** `separate` where writers could not be held, or would have been for too long. */
  readonly kind: () => Dump['snapshot'];
  /** Lets writers go on. To be called as soon as the dump's own snapshot has begun; a second call does nothing. */
  release(): Promise<void>;
  close(): Promise<void>;
}

/** How long writers may be held, in milliseconds: far more than a dump needs to begin. */
const longestHold = 20_000;

/**
 * Holds writers, begins a snapshot, and keeps holding until `release`. MySQL has no snapshot that sessions share;
 * what begins while nobody writes is the same one.
 */
export async function beginSharedRead(host: Host, address: Address): Promise<SharedRead> {
  const reader = await openSession(host, address, address.database);
  const holder = await openSession(host, address, address.database);
  let kind: Dump['snapshot'] = (await areTransactional(reader)) && (await holdWriters(holder)) ? 'shared' : 'separate';
  await reader.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
  await reader.query('START TRANSACTION WITH CONSISTENT SNAPSHOT');
  let releasing: Promise<void> | undefined;
  const release = () => (releasing ??= holder.query('UNLOCK TABLES').then(() => clearTimeout(timer)));
  const timer = setTimeout(() => {
    if (releasing) return;
    kind = 'separate';
    release().catch(() => {});
  }, longestHold);
  return {
    reader,
    kind: () => kind,
    release,
    close: async () => {
      clearTimeout(timer);
      await Promise.allSettled([reader.close(), holder.close()]);
    },
  };
}

/** All tables of the server, else (the right to that is RELOAD) those of this database. False where neither can be had. */
async function holdWriters(holder: Session): Promise<boolean> {
  await holder.query('SET SESSION lock_wait_timeout = 5');
  try {
    await holder.query('FLUSH TABLES WITH READ LOCK');
    return true;
  } catch {
    const tables = await listTables(holder);
    if (tables.length === 0) return true;
    const locked = holder.query(`LOCK TABLES ${tables.map((table) => `${name(table)} READ`).join(', ')}`);
    return locked.then(
      () => true,
      () => false,
    );
  }
}

/** Engines without transactions show every later write, in whatever snapshot. */
async function areTransactional(session: Session): Promise<boolean> {
  const [row] = await session.query(`select count(*) as n from information_schema.tables where table_schema = database()
    and table_type in ('BASE TABLE', 'SYSTEM VERSIONED') and engine not in ('InnoDB', 'RocksDB', 'TokuDB')`);
  return row?.['n'] === '0';
}
