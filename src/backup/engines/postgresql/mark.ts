/**
 * What moves with every write to a PostgreSQL database. Cumulative statistics come late and are lost, and positions in the
 * log move without a write, so neither is asked.
 */
import { createHash } from 'node:crypto';
import type { Session } from '../../../databases/postgresql/session.ts';
import type { Dump, MarkedDump } from '../contract.ts';
import { countOthers, isAllOlder } from './mark-rows.ts';
import { readPositions } from './read-contents.ts';

type Positions = Dump['objects'];

/** `xmax`: every transaction below it had ended at that moment, and what any later one does is not in the dump. */
interface Mark {
  readonly xmax: bigint;
  /** Of the server's life since its last start or crash, and of the database in it. */
  readonly life: string;
  readonly positions: string;
  /** Of what is there besides the tables of the dump; empty where not all of that may be read. */
  readonly others: string;
}

/** To be called in the dump's snapshot. Undefined where a transaction was running, or where the server tells nothing of that. */
export async function readMark(session: Session): Promise<Omit<Mark, 'positions'> | undefined> {
  return inSavepoint(session, async () => {
    const now = await readMoment(session);
    if (now === undefined || !now.isQuiet) return undefined;
    const others = await countOthers(session);
    return { xmax: now.xmax, life: now.life, others: others === undefined ? '' : digestOf(others) };
  });
}

/** `objects`: with the positions of sequences that are in the archive, which move outside of transactions. */
export function writeMark(mark: Omit<Mark, 'positions'> | undefined, objects: Positions): string | undefined {
  if (mark === undefined) return undefined;
  return textOf({ ...mark, positions: digestOf(objects.filter(({ kind }) => kind === 'sequence position')) });
}

/**
 * To be called in a snapshot. Where no transaction of the server has ended since, nothing was written. Else, and where
 * `mayReadAll`, every row of every table and of every catalog is looked at: for its age, and counted.
 */
export async function unchangedSince(
  session: Session,
  dump: MarkedDump,
  mayReadAll: boolean,
): Promise<string | undefined> {
  const then = parseMark(dump.mark);
  const now = await readMoment(session);
  if (then === undefined || now === undefined || now.life !== then.life) return undefined;
  const positions = digestOf(await readPositions(session));
  if (positions !== then.positions) return undefined;
  if (now.isQuiet && now.xmax === then.xmax) return dump.mark;
  if (
    !mayReadAll ||
    !(await isAllOlder(session, { ...then, isAmong: (others) => digestOf(others) === then.others }, dump.tables))
  )
    return undefined;
  return now.isQuiet ? textOf({ ...then, xmax: now.xmax }) : dump.mark;
}

interface Moment {
  readonly xmax: bigint;
  readonly life: string;
  /** Whether no transaction that has written was running. */
  readonly isQuiet: boolean;
}

/**
 * A crash of one process restarts the others under new numbers, empties unlogged tables and may take back what was committed
 * without waiting for the disk: none of that takes a transaction. Storage other than heaps, an index that is still
 * being built, and a sequence that an extension has dumped are looked at by nothing here. A standby gives no numbers.
 */
async function readMoment(session: Session): Promise<Moment | undefined> {
  const [row] = await session.query(`select
    txid_snapshot_xmin(s)::text as xmin, txid_snapshot_xmax(s)::text as xmax,
    jsonb_build_array((select system_identifier::text from pg_control_system()),
      (select oid from pg_database where datname = current_database()),
      extract(epoch from pg_postmaster_start_time())::text, version())::text as life,
    case when not pg_is_in_recovery() then substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) end as timeline,
    (select string_agg(pid || coalesce(' ' || backend_start, ''), ',' order by pid) from pg_stat_activity
      where datid is null and usesysid is null
        and coalesce(backend_type in ('checkpointer', 'background writer', 'walwriter'), true)) as processes,
    exists (select from pg_class c join pg_am a on a.oid = c.relam
        where c.relkind in ('r', 'm', 't') and a.amname <> 'heap')
      or exists (select from pg_index where not indisvalid)
      or exists (select from pg_extension e join pg_class c on c.oid = any (e.extconfig) where c.relkind = 'S') as strange
    from txid_current_snapshot() s`);
  const { xmin, xmax, life, timeline, processes, strange } = row ?? {};
  if (!xmin || !xmax || !life || !timeline || !processes || strange !== 'f') return undefined;
  return { xmax: BigInt(xmax), life: digestOf([life, timeline, processes]), isQuiet: xmin === xmax };
}

/** What the server refuses to tell must not end the dump's transaction. */
async function inSavepoint<T>(session: Session, read: () => Promise<T>): Promise<T | undefined> {
  await session.query('SAVEPOINT mark');
  try {
    return await read();
  } catch {
    await session.query('ROLLBACK TO SAVEPOINT mark');
    return undefined;
  }
}

/** The first word is of what a mark is made. */
const version = 'pg1';

function textOf({ xmax, life, positions, others }: Mark): string {
  return [version, xmax, life, positions, others].join(':');
}

function parseMark(text: string): Mark | undefined {
  const [word, xmax = '', life = '', positions = '', others = ''] = text.split(':');
  return word === version && /^\d+$/.test(xmax) ? { xmax: BigInt(xmax), life, positions, others } : undefined;
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}
