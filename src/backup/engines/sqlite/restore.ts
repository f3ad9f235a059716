import path from 'node:path';
import { type Connection, open, readValue } from '../../../databases/sqlite/driver.ts';
import { isLocked, restoreFault } from '../../../databases/sqlite/faults.ts';
import { letGo } from '../../../databases/sqlite/let-go.ts';
import { InterlockError } from '../../../errors/interlock-error.ts';
import type { Host } from '../../../host.ts';
import { secret } from '../../../secrets/secret.ts';
import type { Beside, Dump, EngineContext, Fill, Kept } from '../contract.ts';
import { occupied, tryFor, whenFree } from './await-file.ts';
import { checkCopy, checkPages } from './check-copy.ts';
import { journalModeIn, readContents } from './read-contents.ts';
import { keepBroken, rename } from './rename.ts';
import { keepFile, keptFile, removeFile, scratchFile, sidecars } from './scratch.ts';

export function restoreBeside(context: EngineContext, payload: string, dump: Dump): Promise<Beside> {
  const { promises, constants } = context.host.fs;
  // Shares the blocks where the file system can (btrfs, XFS, APFS, ReFS): then this takes no time and no space.
  const mode = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE;
  return makeBeside(context, dump, (copy) => promises.copyFile(payload, copy, mode));
}

/** An empty file is an empty database. */
export function fillBeside(context: EngineContext, dump: Dump, fill: Fill): Promise<Beside> {
  const { host, target } = context;
  return makeBeside(context, dump, async (copy) => {
    await host.fs.promises.writeFile(copy, '', { flag: 'wx', mode: 0o600 });
    const identity = { ...target.identity, database: copy, server: undefined };
    await fill({ ...target, identity, url: secret(`file:${copy}`) });
  });
}

/** Puts what will replace the database to `.restore-…` in its folder. */
async function makeBeside(context: EngineContext, dump: Dump, put: (copy: string) => Promise<void>): Promise<Beside> {
  const { host, target } = context;
  const file = target.identity.database;
  const copy = scratchFile(context);
  const own = { host, file: copy };
  const discard = async () => {
    await letGo(host);
    await removeFile(host, copy);
  };
  try {
    await put(copy);
    await withFile(host, copy, (connection) => {
      checkCopy(connection, dump, own);
      if (journalModeIn(dump) === 'wal') connection.run('PRAGMA journal_mode = wal');
    });
    keepOwner(host, file, copy);
    sync(host, copy);
  } catch (error) {
    await discard();
    throw restoreFault(error, target.label);
  }
  return {
    copy: {
      ...target,
      identity: { ...target.identity, database: copy, server: undefined },
      url: secret(`file:${copy}`),
    },
    fingerprint: () =>
      withFile(host, copy, (connection) => readContents(connection, undefined, own)).catch((error) =>
        Promise.reject(restoreFault(error, target.label)),
      ),
    swapIn: async () => void (await swapIn(context, copy)),
    swapKeeping: (at, because = 'undo') => swapIn(context, copy, { at, because }),
    discard,
  };
}

async function swapIn(
  context: EngineContext,
  copy: string,
  keep?: { readonly at: Date; readonly because: Kept },
): Promise<string | undefined> {
  const { host, target } = context;
  const file = target.identity.database;
  const kept = keep && keptFile(context, keep.at);
  let former: string | undefined;
  let giveBack = () => {};
  const { fs } = host;
  try {
    if (!(await foldJournalIn(host, copy))) throw new Error('the restored copy cannot be read');
    const isSound = await whenFree(context, file, () => foldJournalIn(host, file));
    await letGo(host);
    if (isSound && hasLog(host, file)) throw occupied(context, file);
    for (const end of sidecars) fs.rmSync(copy + end, { force: true });
    if (isSound && keep?.because !== 'damaged') {
      for (const end of sidecars) fs.rmSync(file + end, { force: true });
      if (kept) former = keepFile(host, file, kept);
    } else {
      const broken = keepBroken(host, file);
      giveBack = broken.giveBack;
      if (keep?.because === 'damaged') former = broken.name;
    }
    await rename(host, copy, file);
  } catch (error) {
    giveBack();
    throw restoreFault(error, target.label);
  }
  try {
    sync(host, file);
    if (host.platform !== 'win32') sync(host, path.dirname(file));
    return former;
  } catch (error) {
    const { why, next } = restoreFault(error, target.label);
    const what = 'The backup was restored, and the disk did not confirm it.';
    const state = 'The database was replaced by the backup; after a power cut it may be the old one again.';
    throw new InterlockError('restore-refused', { what, why, next, state, cause: error });
  }
}

/**
 * Writes into the file what is still in its journal: a crash between its removal and the rename then leaves the old
 * database whole. A connection that somebody keeps open all the same does no harm: SQLite sees that its file was moved
 * (pager.c, databaseIsUnmoved). False where the file is damaged; throws SQLite's error where another program is at work in it.
 */
async function foldJournalIn(host: Host, file: string): Promise<boolean> {
  if (!host.fs.existsSync(file)) return false;
  try {
    await withFile(host, file, (connection) => {
      connection.run(`PRAGMA busy_timeout = ${tryFor}`);
      const busy = readValue(connection, 'PRAGMA wal_checkpoint(TRUNCATE)');
      if (Number(busy) !== 0) throw new Error('the log is locked');
      connection.run('BEGIN EXCLUSIVE');
      connection.run('ROLLBACK');
      checkPages(connection);
    });
    return true;
  } catch (error) {
    if (!isLocked(error)) return false;
    throw error;
  }
}

/** What was written after the journal was folded in would be lost with it. */
function hasLog({ fs }: Host, file: string): boolean {
  return ['-wal', '-journal'].some((end) => (fs.statSync(file + end, { throwIfNoEntry: false })?.size ?? 0) > 0);
}

async function withFile<T>(host: Host, file: string, work: (connection: Connection) => T): Promise<T> {
  const connection = await open(host, file, 'rw');
  try {
    return work(connection);
  } finally {
    connection.close();
  }
}

function keepOwner(host: Host, file: string, copy: string): void {
  const before = host.fs.statSync(file, { throwIfNoEntry: false });
  if (!before) return;
  host.fs.chmodSync(copy, before.mode);
  if (host.fs.statSync(copy).uid !== before.uid) host.fs.chownSync(copy, before.uid, before.gid);
}

function sync(host: Host, place: string): void {
  const descriptor = host.fs.openSync(place, host.platform === 'win32' ? 'r+' : 'r');
  try {
    host.fs.fsyncSync(descriptor);
  } finally {
    host.fs.closeSync(descriptor);
  }
}
