import { type Address, readAddress } from '../../../databases/mysql/address.ts';
import { backupFault, isDamage, isMissingDatabase } from '../../../databases/mysql/faults.ts';
import { readServer } from '../../../databases/mysql/server.ts';
import { literal, openSession, type Session } from '../../../databases/mysql/session.ts';
import { findTool } from '../../../databases/mysql/tools.ts';
import type { Dump, EngineContext, NativeEngine } from '../contract.ts';
import { findBrokenViews } from './broken-views.ts';
import { dumpEvents, dumpTables } from './dump-tables.ts';
import { endSwaps } from './finish-swap.ts';
import { markOf, unchangedSince } from './mark.ts';
import { findObstacles } from './obstacles.ts';
import { payloadsIn, readThrough } from './payload.ts';
import { counter, readContents } from './read-contents.ts';
import { fillBeside, restoreBeside } from './restore.ts';
import { salvage } from './salvage.ts';
import { ownersPattern, tidy } from './scratch.ts';
import { beginSharedRead, type SharedRead } from './shared-read.ts';
import { tables } from './tables.ts';

/** MySQL and MariaDB: the server's own dump program, and a session of ours that sees the same moment. */
export const mysql: NativeEngine = {
  name: 'mysql',

  async preflight(context) {
    try {
      const found = await mysql.look(context);
      if (!found.exists) return { ...found, tool: undefined };
      const server = await inSession(context, readServer);
      const { name, path, version } = await findTool(context.host, 'dump', server);
      return { ...found, tool: { name, path, version } };
    } catch (error) {
      throw backupFault(error, context);
    }
  },

  async look(context) {
    try {
      return await inSession(context, async (session) => {
        const server = await readServer(session);
        const [row] = await session.query(`select cast(ifnull(sum(data_length + index_length), 0) as char) as bytes
          from information_schema.tables where table_schema = database()`);
        const serverVersion = `${server.family} ${server.version}`;
        return { exists: true, estimatedBytes: Number(row?.['bytes']), serverVersion };
      });
    } catch (error) {
      if (!isMissingDatabase(error)) throw backupFault(error, context);
      return { exists: false, estimatedBytes: 0, serverVersion: '' };
    }
  },

  async locate(context) {
    try {
      return await inSession(context, async (session) => {
        const [row] = await session.query(
          "select concat_ws(' ', @@hostname, @@port, @@datadir, @@pid_file) as server, database() as found",
        );
        return { server: row?.['server'] ?? '', database: row?.['found'] ?? '' };
      });
    } catch (error) {
      if (!isMissingDatabase(error)) throw backupFault(error, context);
      return undefined;
    }
  },

  findObstacles,

  async dump(context, folder) {
    try {
      const address = readAddress(context.host, context.target.url);
      // A copy of what a death left half-way is still better than none.
      await endOwnSwaps(context).catch(() => {});
      const shared = await beginSharedRead(context.host, address);
      try {
        return await dumpIn(shared, context, address, folder);
      } finally {
        await shared.close();
      }
    } catch (error) {
      throw backupFault(error, context);
    }
  },

  async inspect(context, folder, dump) {
    try {
      for (const file of payloadsIn(dump.files)) await readThrough(context, `${folder}/${file}`);
    } catch (error) {
      throw backupFault(error, context);
    }
  },

  restoreBeside,
  fillBeside,

  salvage: (context, folder) =>
    inSession(context, (session) => salvage(context, session, folder)).catch((error) =>
      Promise.reject(backupFault(error, context)),
    ),

  isDamage,

  unchangedSince: (context, dump, mayReadAll) =>
    inSession(context, async (session) => {
      await session.query('START TRANSACTION WITH CONSISTENT SNAPSHOT');
      return unchangedSince(session, dump, mayReadAll);
    }).catch(() => undefined),

  tables,

  tidy: (context, keptBefore) =>
    endOwnSwaps(context)
      .then(() => tidy(context, keptBefore))
      .catch((error) => Promise.reject(backupFault(error, context))),

  fingerprint: (context) =>
    inSession(context, async (session) => {
      await session.query('START TRANSACTION WITH CONSISTENT SNAPSHOT');
      return readContents(session, context.progress);
    }).catch((error) => Promise.reject(backupFault(error, context))),
};

async function dumpIn(shared: SharedRead, context: EngineContext, address: Address, folder: string): Promise<Dump> {
  const server = await readServer(shared.reader);
  const tool = await findTool(context.host, 'dump', server);
  const abort = new AbortController();
  const release = () => void shared.release().catch(() => {});
  const without = await findBrokenViews(shared.reader, address.database);
  const work = { context, address, tool, server, folder, without };
  const writing = dumpTables(work, shared.reader, release, abort.signal).finally(release);
  writing.catch(() => {});
  const contents = await readContents(shared.reader).catch(async (error: unknown) => {
    abort.abort();
    await writing.catch(() => {});
    throw error;
  });
  const { files, counters } = await writing;
  const events = await dumpEvents(work, contents.objects);
  const snapshot = shared.kind();
  return {
    serverVersion: `${server.family} ${server.version}`,
    tool: { name: tool.name, path: tool.path, version: tool.version },
    files: [...files, ...events],
    tables: contents.tables,
    // A counter may have moved since the snapshot; what counts is what the dump says.
    objects: contents.objects.map((object) =>
      object.kind === 'auto increment' ? counter(object.name, counters.get(object.name) ?? '1') : object,
    ),
    snapshot,
    mark: await markOf(shared.reader, snapshot, contents),
    excluded: ['users and their rights', 'other databases of the server'],
  };
}

/** What a restore that died began; its owner's lock is ours. */
async function endOwnSwaps(context: EngineContext): Promise<void> {
  const { owner } = context;
  if (owner === undefined) return;
  const which = `table_schema regexp ${literal(ownersPattern(owner))}`;
  await inSession(context, (session) => endSwaps(context, session, which));
}

async function inSession<T>(context: EngineContext, work: (session: Session) => Promise<T>): Promise<T> {
  const address = readAddress(context.host, context.target.url);
  const session = await openSession(context.host, address, address.database);
  try {
    return await work(session);
  } finally {
    await session.close().catch(() => {});
  }
}
