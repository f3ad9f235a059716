import { type Address, readAddress } from '../../../databases/postgresql/address.ts';
import { backupFault, isDamage, isMissingDatabase, subjectOf } from '../../../databases/postgresql/faults.ts';
import { openSession, readVersion, type Session } from '../../../databases/postgresql/session.ts';
import { connection, findTool } from '../../../databases/postgresql/tools.ts';
import { runTool } from '../../../databases/tools/run-tool.ts';
import { began } from '../../../ui/step.ts';
import type { EngineContext, NativeEngine } from '../contract.ts';
import { dumpOptions, leftOut, needTables, payload, readThrough, withPositionsOf } from './archive.ts';
import { namesOf, readAttached } from './attached.ts';
import { compareIn } from './compare-in.ts';
import { watchDump } from './dump-progress.ts';
import { readWhileWritten } from './follow-archive.ts';
import { readMark, unchangedSince, writeMark } from './mark.ts';
import { findObstacles } from './obstacles.ts';
import { beginSnapshot, readContents } from './read-contents.ts';
import { fillBeside, restoreBeside } from './restore.ts';
import { salvage } from './salvage.ts';
import { tidy } from './scratch.ts';
import { snapshots } from './snapshots.ts';
import { findInTheWay } from './swap.ts';
import { tables } from './tables.ts';

/** PostgreSQL 11 and newer: `pg_dump -Fc` and a session of our own, both in one exported snapshot. */
export const postgresql: NativeEngine = {
  name: 'postgresql',

  async preflight(context) {
    const found = await postgresql.look(context);
    const tool = found.exists ? await findTool(context.host, 'pg_dump', found.serverVersion) : undefined;
    return { ...found, tool };
  },

  async look(context) {
    try {
      return await inSession(context, async (session) => {
        const serverVersion = await readVersion(session);
        const [row] = await session.query('select pg_database_size(current_database()) as bytes');
        return { exists: true, estimatedBytes: Number(row?.['bytes']), serverVersion };
      });
    } catch (error) {
      if (!isMissingDatabase(error)) throw asFault(context, error);
      return { exists: false, estimatedBytes: 0, serverVersion: '' };
    }
  },

  async locate(context) {
    try {
      return await inSession(context, async (session) => {
        const [row] = await session.query(
          'select extract(epoch from pg_postmaster_start_time())::text as server, current_database() as database',
        );
        return { server: row?.['server'] ?? '', database: row?.['database'] ?? '' };
      });
    } catch (error) {
      if (!isMissingDatabase(error)) throw asFault(context, error);
      return undefined;
    }
  },

  findObstacles,

  async dump(context, folder) {
    const file = `${folder}/${payload}`;
    return inSession(context, async (session, address) => {
      const serverVersion = await readVersion(session);
      const tool = await findTool(context.host, 'pg_dump', serverVersion);
      const attached = await readAttached(session, address.database);
      await beginSnapshot(session);
      const [row] = await session.query('select pg_export_snapshot() as id');
      const mark = await readMark(session);
      const reader = await findTool(context.host, 'pg_restore', tool.version);
      const watch = await watchDump(context, address, session);
      const writing = writeArchive(context, address, tool.path, row?.['id'] ?? '', file);
      const reading = readWhileWritten(context.host, reader, { file, written: writing.done });
      const read = async () => {
        const contents = await readContents(session, { onRead: watch.onRead }).catch(writing.stop);
        await writing.done;
        context.progress?.(began('read back'));
        return contents;
      };
      const contents = await read().finally(async () => {
        watch.stop();
        // Where it failed, nobody may read a file that is about to be removed.
        await reading;
      });
      const isRead = await reading;
      const objects = await withPositionsOf(context.host, reader, file, contents.objects);
      return {
        serverVersion,
        tool,
        files: [payload],
        tables: contents.tables,
        objects,
        snapshot: 'shared' as const,
        isRead,
        excluded: [...leftOut, ...namesOf(attached)],
        mark: writeMark(mark, objects),
      };
    }).catch((error) => Promise.reject(asFault(context, error)));
  },

  async inspect(context, folder, dump) {
    try {
      const tool = await findTool(context.host, 'pg_restore', dump.tool?.version ?? dump.serverVersion);
      // Of a damaged database the dump has no rows of the tables that it names as incomplete.
      const tables = dump.incomplete ? dump.tables.filter((table) => table.rows > 0) : dump.tables;
      const file = `${folder}/${payload}`;
      await needTables(context.host, tool, file, { tables });
      if (!dump.isRead) await readThrough(context.host, tool, file);
    } catch (error) {
      throw asFault(context, error);
    }
  },

  restoreBeside,
  loadsApart: true,
  fillBeside,

  salvage: (context, folder) =>
    inSession(context, (session, address) => salvage(context, session, address, folder)).catch((error) =>
      Promise.reject(asFault(context, error)),
    ),

  snapshots: {
    take: (context, dump, at) =>
      snapshots.take(context, dump, at).catch((error) => Promise.reject(asFault(context, error))),
    open: (context, name) => snapshots.open(context, name).catch((error) => Promise.reject(asFault(context, error))),
  },

  unchangedSince: (context, dump, mayReadAll) =>
    inSession(context, async (session) => {
      await beginSnapshot(session);
      return unchangedSince(session, dump, mayReadAll);
    }).catch(() => undefined),

  tables,

  tidy: (context, keptBefore) => tidy(context, keptBefore).catch((error) => Promise.reject(asFault(context, error))),

  isDamage,

  findInTheWay: (context) => findInTheWay(context, readAddress(context.host, context.target.url)),

  fingerprint: (context, like) =>
    inSession(context, (session, address) => compareIn(context, session, address, address.database, like)).catch(
      (error) => Promise.reject(asFault(context, error)),
    ),
};

function writeArchive(context: EngineContext, address: Address, path: string, snapshot: string, file: string) {
  const abort = new AbortController();
  const args = [...dumpOptions(context), `--snapshot=${snapshot}`, `--file=${file}`];
  const call = { path, args, ...connection(context.host, address), signal: abort.signal };
  const done = runTool(context.host, call);
  // Whoever waits for `done` later sees the failure; until then it must not count as unhandled.
  done.catch(() => {});
  const stop = async (error: unknown): Promise<never> => {
    abort.abort();
    await done.catch(() => {});
    throw error;
  };
  return { done, stop };
}

async function inSession<T>(
  context: EngineContext,
  work: (session: Session, address: Address) => Promise<T>,
): Promise<T> {
  const address = readAddress(context.host, context.target.url);
  const session = await openSession(context.host, address);
  try {
    return await work(session, address);
  } finally {
    await session.close().catch(() => {});
  }
}

function asFault(context: EngineContext, error: unknown) {
  return backupFault(error, subjectOf(context));
}
