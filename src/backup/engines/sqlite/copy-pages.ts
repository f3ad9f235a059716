import { type Connection, open, readValue } from '../../../databases/sqlite/driver.ts';
import type { Host } from '../../../host.ts';

/** Copies the file as it is, page by page, while readers and, with a log, writers go on. */
export async function copyPages(host: Host, connection: Connection, file: string, copy: string): Promise<void> {
  await inOneMoment(connection, () => copyWithLog(host, file, copy));
  await leaveLogMode(host, copy);
}

/**
 * Under the lock with which no page of the file changes; with a log, none that this moment needs is taken out of it. On POSIX
 * `copy` gives that lock up when it closes the file, whoever opened it (sqlite.org, "How To Corrupt An SQLite Database
 * File", 2.2): it may open the file once, and last.
 */
export async function inOneMoment<T>(connection: Connection, copy: () => Promise<T>): Promise<T> {
  connection.run('BEGIN');
  try {
    readValue(connection, 'SELECT count(*) FROM sqlite_master');
    return await copy();
  } finally {
    connection.run('COMMIT');
  }
}

/** The log before the file, which may take in what is in the log already, and nothing that is not. */
async function copyWithLog(host: Host, file: string, copy: string): Promise<void> {
  const { promises } = host.fs;
  const [log, logCopy] = [`${file}-wal`, `${copy}-wal`];
  if ((host.fs.statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 0) {
    await copyFile(host, log, logCopy);
    // A log that began anew while it was read is all in the file: what was read of it would take pages back.
    const [now, then] = [await headOf(host, log), await headOf(host, logCopy)];
    if (!now.equals(then)) await promises.rm(logCopy);
  }
  await copyFile(host, file, copy);
}

/** Where the file system can share blocks (btrfs, XFS, APFS, ReFS) this takes no time and no space. Opens `from` once. */
async function copyFile(host: Host, from: string, to: string): Promise<void> {
  const { promises, constants } = host.fs;
  await promises.copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  await promises.chmod(to, 0o600);
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

/** Makes one file of it and its log; whatever was not committed when the log was copied is not in it. */
async function leaveLogMode(host: Host, copy: string): Promise<void> {
  const connection = await open(host, copy, 'rw');
  try {
    if (readValue(connection, 'PRAGMA journal_mode') !== 'wal') return;
    const mode = readValue(connection, 'PRAGMA journal_mode = delete');
    if (mode !== 'delete') throw new Error(`the copy keeps its log (${mode})`);
  } finally {
    connection.close();
  }
}
