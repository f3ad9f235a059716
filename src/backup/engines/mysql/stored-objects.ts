/**
 * Views, routines, triggers and events. They belong to their schema and cannot follow a table into another, so they are
 * taken down as statements, by the dump tool: only that tells the character set in which each of them was written.
 */

import type { Address } from '../../../databases/mysql/address.ts';
import { readServer } from '../../../databases/mysql/server.ts';
import { literal, name, openSession, type Session } from '../../../databases/mysql/session.ts';
import { type ClientTool, findTool } from '../../../databases/mysql/tools.ts';
import type { EngineContext } from '../contract.ts';
import { describeViews, findBrokenViews } from './broken-views.ts';
import { printDump } from './payload.ts';

export type StoredKind = 'view' | 'trigger' | 'event' | 'function' | 'procedure' | 'package';

const nothingElse = ['--no-data', '--no-create-info'];

/** Statements that make all of them anew in a schema that has its tables and none of these. */
export function describeAll(context: EngineContext, address: Address, schema: string): Promise<Buffer> {
  return inSchema(context, address, schema, async (session, at, tool) => {
    const views = await list(session, schema, 'view');
    const programs = [
      '--routines',
      '--triggers',
      '--add-drop-trigger',
      '--events',
      ...(await ignoring(session, schema)),
    ];
    const parts = [await printDump(context, at, tool, [...nothingElse, ...programs])];
    // A view may call a function, and read another view: the tool makes a placeholder of each first.
    parts.push(await viewsAmong(context, at, tool, session, views));
    return Buffer.concat(parts);
  });
}

/** Those that the tool cannot write come last: a view that it can write reads none of them. */
async function viewsAmong(
  context: EngineContext,
  at: Address,
  tool: ClientTool,
  session: Session,
  views: readonly string[],
): Promise<Buffer> {
  const broken = await findBrokenViews(session, at.database);
  const whole = views.filter((view) => !broken.includes(view));
  const parts = whole.length > 0 ? [await printDump(context, at, tool, ['--no-data', '--skip-triggers'], whole)] : [];
  parts.push(
    await describeViews(
      session,
      at.database,
      broken.filter((view) => views.includes(view)),
    ),
  );
  return Buffer.concat(parts);
}

/** Statements that put triggers and events back, whichever are still there, and those views. */
export function describeSome(
  context: EngineContext,
  address: Address,
  schema: string,
  views: readonly string[],
): Promise<Buffer> {
  return inSchema(context, address, schema, async (session, at, tool) => {
    const programs = ['--triggers', '--add-drop-trigger', '--events', ...(await ignoring(session, schema))];
    const parts = [await printDump(context, at, tool, [...nothingElse, ...programs])];
    const broken = await findBrokenViews(session, schema);
    const whole = views.filter((view) => !broken.includes(view));
    if (whole.length > 0) parts.push(await printDump(context, at, tool, ['--no-data', '--skip-triggers'], whole));
    return Buffer.concat(parts);
  });
}

export async function dropStored(session: Session, schema: string, kinds: readonly StoredKind[]): Promise<void> {
  for (const kind of kinds) {
    const items = await list(session, schema, kind);
    // Before MariaDB 11.4 only Oracle's mode knows the statement.
    const isForeign = kind === 'package' && items.length > 0;
    if (isForeign) await session.query("SET SESSION sql_mode = 'ORACLE'");
    for (const item of items) await session.query(`DROP ${kind.toUpperCase()} IF EXISTS ${name(schema)}.${name(item)}`);
    if (isForeign) await session.query("SET SESSION sql_mode = ''");
  }
}

async function inSchema<T>(
  context: EngineContext,
  address: Address,
  schema: string,
  work: (session: Session, at: Address, tool: ClientTool) => Promise<T>,
): Promise<T> {
  const session = await openSession(context.host, address, schema);
  try {
    const tool = await findTool(context.host, 'dump', await readServer(session));
    return await work(session, { ...address, database: schema }, tool);
  } finally {
    await session.close().catch(() => {});
  }
}

/** The tool opens every view, and ends at the first that reads what is gone; sequences it would make anew. */
async function ignoring(session: Session, schema: string): Promise<string[]> {
  const rows = await session.query(`select table_name as found from information_schema.tables
    where table_schema = ${literal(schema)} and table_type not in ('BASE TABLE', 'SYSTEM VERSIONED')`);
  return rows.map(({ found }) => `--ignore-table=${schema}.${found}`);
}

const lists: Record<StoredKind, string> = {
  view: 'select table_name as found from information_schema.views where table_schema',
  trigger: 'select trigger_name as found from information_schema.triggers where trigger_schema',
  event: 'select event_name as found from information_schema.events where event_schema',
  function:
    "select routine_name as found from information_schema.routines where routine_type = 'FUNCTION' and routine_schema",
  package:
    "select routine_name as found from information_schema.routines where routine_type = 'PACKAGE' and routine_schema",
  procedure:
    "select routine_name as found from information_schema.routines where routine_type = 'PROCEDURE' and routine_schema",
};

async function list(session: Session, schema: string, kind: StoredKind): Promise<string[]> {
  return (await session.query(`${lists[kind]} = ${literal(schema)}`)).map(({ found }) => found ?? '');
}
