import type { Host } from '../../host.ts';
import type { FileSum } from '../contract.ts';
import { copyHashed } from '../tool/copy-hashed.ts';
import { type Connection, open, readValue } from './driver.ts';

/**
 * Copies the file as it is, page by page, while readers and, with a log, writers go on. Gives the sum of the copy where
 * that is known already.
 */
export async function copyPages(
  host: Host,
  connection: Connection,
  file: string,
  copy: string,
): Promise<FileSum | undefined> {
  // With a log a connection takes its lock on the file once, and a new transaction does not bring back what an attempt costs.
  const mayTry = readValue(connection, 'PRAGMA journal_mode') !== 'wal';
  const isShared = mayTry && (await inOneMoment(connection, () => share(host, file, copy)));
  // Again from the beginning: the attempt has cost the lock.
  const sum = isShared ? undefined : await inOneMoment(connection, () => copyWithLog(host, file, copy));
  return (await leaveLogMode(host, copy)) ? undefined : sum;
}

/**
 * Under the lock with which no page of the file changes; with a log, none that this moment needs is taken out of it. On POSIX
 * `copy` gives that lock up when it closes the file, whoever opened it (sqlite.org, "How To Corrupt An SQLite Database
 * File", 2.2): it may open the file once, and last.
 */
async function inOneMoment<T>(connection: Connection, copy: () => Promise<T>): Promise<T> {
  connection.run('BEGIN');
  try {
    readValue(connection, 'SELECT count(*) FROM sqlite_master');
    return await copy();
  } finally {
    connection.run('COMMIT');
  }
}

function hasLog(host: Host, file: string): boolean {
  return (host.fs.statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** The log before the file, which may take in what is in the log already, and nothing that is not. */
async function copyWithLog(host: Host, file: string, copy: string): Promise<FileSum> {
  if (hasLog(host, file)) {
    await copyHashed(host, `${file}-wal`, `${copy}-wal`);
    // A log that began anew while it was read is all in the file: what was read of it would take pages back.
    const [now, then] = [await headOf(host, `${file}-wal`), await headOf(host, `${copy}-wal`)];
    if (!now.equals(then)) await host.fs.promises.rm(`${copy}-wal`);
  }
  return copyHashed(host, file, copy);
}

/** The 32 bytes with the salts, which change whenever the log begins anew; fewer where it was cut (sqlite.org, walformat). */
async function headOf(host: Host, log: string): Promise<Buffer> {
  const handle = await host.fs.promises.open(log, 'r');
  try {
    const head = Buffer.alloc(32);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Where the file system can share blocks (btrfs, XFS, APFS, ReFS) a copy takes no time and no space. */
async function share(host: Host, file: string, copy: string): Promise<boolean> {
  const { promises, constants } = host.fs;
  try {
    await promises.copyFile(file, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
  } catch {
    await promises.rm(copy, { force: true });
    return false;
  }
  await promises.chmod(copy, 0o600);
  return true;
}

/** Makes one file of it and its log; whatever was not committed when the log was copied is not in it. False without a log. */
async function leaveLogMode(host: Host, copy: string): Promise<boolean> {
  const connection = await open(host, copy, 'rw');
  try {
    if (readValue(connection, 'PRAGMA journal_mode') !== 'wal') return false;
    const mode = readValue(connection, 'PRAGMA journal_mode = delete');
    if (mode !== 'delete') throw new Error(`the copy keeps its log (${mode})`);
    return true;
  } finally {
    connection.close();
  }
}
