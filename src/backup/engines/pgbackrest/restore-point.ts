import { randomBytes } from 'node:crypto';
import type { Session } from '../../../databases/postgresql/session.ts';
import { InterlockError } from '../../../errors/interlock-error.ts';
import type { Contents } from '../contract.ts';
import { beginSnapshot, readContents } from '../postgresql/read-contents.ts';

export interface RestorePoint {
  readonly name: string;
  readonly segment: string;
  readonly contents: Contents;
  /** `shared`: no transaction ended between the snapshot of the contents and the point. */
  readonly snapshot: 'shared' | 'separate';
}

const tries = 20;
/** How long the server may take to hand a segment to pgBackRest, in milliseconds. */
const timeoutMs = 120_000;

/**
 * `other` is in another database of the cluster. Names a point of the log and reads what the database holds there. A snapshot cannot be tied to a place in the log; but
 * where the server's list of transactions is the same after the point as in the snapshot, none has ended between.
 */
export async function makeRestorePoint(reader: Session, other: Session): Promise<RestorePoint> {
  for (let attempt = 1; ; attempt++) {
    await beginSnapshot(reader);
    const seen = await transactions(reader);
    const name = `interlock_${randomBytes(8).toString('hex')}`;
    const segment = await create(other, name);
    const isSame = (await transactions(other)) === seen;
    if (!isSame && attempt < tries) {
      await reader.query('ROLLBACK');
      continue;
    }
    await other.query('select pg_switch_wal()').catch((error: unknown) => Promise.reject(needRight(error)));
    const contents = await readContents(reader);
    await waitForArchive(other, segment);
    return { name, segment, contents, snapshot: isSame ? 'shared' : 'separate' };
  }
}

async function transactions(session: Session): Promise<string> {
  // Also known by that name to PostgreSQL 11 and 12.
  const [row] = await session.query('select txid_current_snapshot()::text as list');
  return row?.['list'] ?? '';
}

async function create(session: Session, name: string): Promise<string> {
  try {
    const [row] = await session.query(`select pg_walfile_name(pg_create_restore_point('${name}')) as segment`);
    return row?.['segment'] ?? '';
  } catch (error) {
    throw needRight(error);
  }
}

function needRight(error: unknown): unknown {
  // insufficient_privilege
  if ((error as { code?: string }).code !== '42501') return error;
  return new InterlockError('backup-failed', {
    why: 'The user in the URL may not name a restore point in the log of the server.',
    next: [
      'Have an administrator run, in the database postgres: GRANT EXECUTE ON FUNCTION pg_create_restore_point(text), pg_switch_wal() TO the user in the URL;',
    ],
    cause: error,
  });
}

async function waitForArchive(session: Session, segment: string): Promise<void> {
  for (let waited = 0; waited < timeoutMs; waited += 200) {
    const [row] = await session.query(
      'select last_archived_wal as last, last_failed_wal as failed from pg_stat_archiver',
    );
    if ((row?.['last'] ?? '') >= segment) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the server did not archive the segment ${segment} of its log within ${timeoutMs / 1000} s`);
}
