import { readAddress } from '../../../databases/mysql/address.ts';
import { reasonOf } from '../../../databases/mysql/faults.ts';
import { readServer } from '../../../databases/mysql/server.ts';
import { literal, type Session } from '../../../databases/mysql/session.ts';
import { findTool } from '../../../databases/mysql/tools.ts';
import type { Dump, EngineContext, TableFingerprint } from '../contract.ts';
import { findBrokenViews } from './broken-views.ts';
import { dumpEvents, dumpTables } from './dump-tables.ts';
import { counter, listTables, readObjects, readTable } from './read-contents.ts';

/**
 * Reads every table by itself, and has the dump leave out those that cannot be read. Nothing is repaired: REPAIR TABLE
 * throws rows away. A server that ends over a damaged page of InnoDB has to be started with innodb_force_recovery first.
 */
export async function salvage(context: EngineContext, session: Session, folder: string): Promise<Dump> {
  const { host } = context;
  const address = readAddress(host, context.target.url);
  const server = await readServer(session);
  const lost: string[] = [];
  const [tables, failing] = [[] as TableFingerprint[], [] as string[]];
  for (const table of await listTables(session)) {
    try {
      tables.push(await readTable(session, table));
    } catch (error) {
      // Only the server gives a number; without one it is the connection that broke.
      if ((error as { errno?: number; sqlState?: string }).sqlState === undefined) throw error;
      failing.push(table);
      lost.push(`table ${table}: it is not in the dump (${reasonOf(error, context)})`);
    }
  }
  const left = await triggersOf(session, failing);
  for (const trigger of left) lost.push(`trigger ${trigger}: it goes with its table`);
  const objects = await readObjects(
    session,
    tables.map((table) => table.name),
    left,
  );
  const tool = await findTool(host, 'dump', server);
  // One that reads a table that is gone would end the dump.
  const without = [...failing, ...(await findBrokenViews(session, address.database))];
  const work = { context, address, tool, server, folder, without };
  const { files, counters } = await dumpTables(work, session);
  const events = await dumpEvents(work, objects);
  return {
    serverVersion: `${server.family} ${server.version}`,
    tool: { name: tool.name, path: tool.path, version: tool.version },
    files: [...files, ...events],
    tables,
    objects: objects.map((object) =>
      object.kind === 'auto increment' ? counter(object.name, counters.get(object.name) ?? '1') : object,
    ),
    snapshot: 'separate',
    excluded: ['users and their rights', 'other databases of the server'],
    incomplete: lost,
  };
}

async function triggersOf(session: Session, tables: readonly string[]): Promise<string[]> {
  if (tables.length === 0) return [];
  const rows = await session.query(`select trigger_name as name from information_schema.triggers
    where trigger_schema = database() and event_object_table in (${tables.map(literal).join(', ')})`);
  return rows.map((row) => row['name'] ?? '');
}
