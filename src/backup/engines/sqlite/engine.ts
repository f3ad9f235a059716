import { type Connection, open, readValue } from '../../../databases/sqlite/driver.ts';
import { backupFault, isAbovePages, isDamage, reasonOf } from '../../../databases/sqlite/faults.ts';
import { watchSize } from '../../../databases/tools/watch-size.ts';
import { InterlockError } from '../../../errors/interlock-error.ts';
import type { Contents, EngineContext, NativeEngine } from '../contract.ts';
import { checkPages, inspectCopy } from './check-copy.ts';
import { copyPages, inOneMoment } from './copy-pages.ts';
import { markOfCopy, stillHasMark } from './mark.ts';
import { countContents, journalModeIn, readContents, readJournalMode } from './read-contents.ts';
import { fillBeside, restoreBeside } from './restore.ts';
import { salvage } from './salvage.ts';
import { removeFile, scratchFile, tidy } from './scratch.ts';
import { tables } from './tables.ts';

export const payload = 'database.sqlite';

/**
 * SQLite by its pages: what is copied is the file itself, so that nothing is rewritten and a damaged page is found in the
 * copy. The digests of its tables are read from that copy when something is to be compared with them.
 */
export const sqlite: NativeEngine = {
  name: 'sqlite',

  preflight: async (context) => ({ ...(await sqlite.look(context)), tool: undefined }),

  async look({ host, target }) {
    const file = target.identity.database;
    if (!host.fs.existsSync(file)) return { exists: false, estimatedBytes: 0, serverVersion: '' };
    return withFile({ host, target }, file, 'rw', (connection) => ({
      exists: true,
      // The log may hold as much again that is not yet in the file.
      estimatedBytes: [file, `${file}-wal`].reduce((sum, part) => sum + sizeOf({ host }, part), 0),
      serverVersion: version(connection),
    }));
  },

  async dump(context, folder) {
    const copy = `${folder}/${payload}`;
    const file = context.target.identity.database;
    const total = sizeOf(context, file);
    const tell = (done: number) => context.progress?.({ phase: 'dump', done, total, unit: 'bytes' });
    const watch = watchSize(context.host, copy, tell);
    const origin = await withFile(context, file, 'rw', async (connection) => {
      const found = { version: version(connection), journalMode: readJournalMode(connection) };
      await copyPages(context.host, connection, file, copy);
      return found;
    }).finally(watch.stop);
    const contents = await withFile(context, copy, 'ro', (connection) =>
      countContents(connection, origin.journalMode, { host: context.host, file: copy }),
    );
    tell(sizeOf(context, copy));
    return {
      serverVersion: origin.version,
      tool: undefined,
      files: [payload],
      ...contents,
      snapshot: 'shared',
      excluded: ['databases that were attached'],
      mark: await markOfCopy(context.host, copy, origin.journalMode),
    };
  },

  unchangedSince: (context, { mark }) => {
    const file = context.target.identity.database;
    return withFile(context, file, 'rw', (connection) =>
      inOneMoment(connection, () => stillHasMark(context.host, file, readJournalMode(connection), mark)),
    ).catch(() => undefined);
  },

  async inspect(context, folder, dump) {
    const file = `${folder}/${payload}`;
    await withFile(context, file, 'ro', (connection) => inspectCopy(connection, dump, { host: context.host, file }));
  },

  readPayload: (context, folder, dump) => {
    const file = `${folder}/${payload}`;
    const own = { host: context.host, file };
    return withFile(context, file, 'ro', (connection) => readContents(connection, journalModeIn(dump), own));
  },

  restoreBeside: (context, folder, dump) => restoreBeside(context, `${folder}/${payload}`, dump),

  fillBeside,

  salvage: (context, folder) =>
    salvage(context, folder, payload).catch((error) => Promise.reject(backupFault(error, context.target.label))),

  async findDamage({ host, target }) {
    const { database } = target.identity;
    if (!host.fs.existsSync(database)) return undefined;
    try {
      const connection = await open(host, database, 'ro');
      try {
        checkPages(connection);
      } finally {
        connection.close();
      }
    } catch (error) {
      return isDamage(error) ? reasonOf(error) : undefined;
    }
    return undefined;
  },

  isDamage: (error) => isDamage(error instanceof InterlockError ? error.cause : error),

  tables,

  tidy,

  async fingerprint(context) {
    const file = context.target.identity.database;
    try {
      return await withFile(context, file, 'rw', (connection) => readContents(connection));
    } catch (error) {
      if (!isAbovePages((error as Error).cause)) throw error;
      return readAside(context, file);
    }
  },
};

/** What can only be read by its pages is read in a copy, in which nobody writes. */
async function readAside(context: EngineContext, file: string): Promise<Contents> {
  const { host } = context;
  const copy = scratchFile(context);
  try {
    const journalMode = await withFile(context, file, 'rw', async (connection) => {
      const mode = readJournalMode(connection);
      await copyPages(host, connection, file, copy);
      return mode;
    });
    return await withFile(context, copy, 'ro', (connection) =>
      readContents(connection, journalMode, { host, file: copy }),
    );
  } finally {
    await removeFile(host, copy);
  }
}

async function withFile<T>(
  { host, target }: Pick<EngineContext, 'host' | 'target'>,
  file: string,
  mode: 'rw' | 'ro',
  work: (connection: Connection) => T | Promise<T>,
): Promise<T> {
  try {
    const connection = await open(host, file, mode);
    try {
      return await work(connection);
    } finally {
      connection.close();
    }
  } catch (error) {
    throw backupFault(error, target.label);
  }
}

function version(connection: Connection): string {
  // Reading the schema is what tells a database from any other file.
  readValue(connection, 'SELECT count(*) FROM sqlite_master');
  return `SQLite ${readValue(connection, 'SELECT sqlite_version()')}`;
}

function sizeOf({ host }: Pick<EngineContext, 'host'>, file: string): number {
  return host.fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
