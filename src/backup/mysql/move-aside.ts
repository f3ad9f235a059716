import type { EngineContext } from '../contract.ts';
import { keptName } from './scratch.ts';
import { literal, name, type Session } from './session.ts';

/**
 * Moves all tables of a schema, with their rows, into one of their own, and gives its name. Triggers cannot follow, and
 * views and routines stay: the backup has them. Undefined where there is no such schema, or where the user may not
 * create another. Where it throws, the tables are where they were, with their triggers.
 */
export async function moveAside(
  session: Session,
  context: EngineContext,
  database: string,
  at: Date,
): Promise<string | undefined> {
  const own = `from information_schema.schemata where schema_name = ${literal(database)}`;
  const [schema] = await session.query(
    `select default_character_set_name as charset, default_collation_name as collation_name ${own}`,
  );
  if (!schema) return undefined;
  const kept = keptName(context, database, at);
  try {
    await session.query(
      `CREATE DATABASE ${name(kept)} CHARACTER SET ${schema['charset']} COLLATE ${schema['collation_name']}`,
    );
  } catch (error) {
    // ER_DBACCESS_DENIED_ERROR
    if ((error as { errno?: number }).errno === 1044) return undefined;
    throw error;
  }
  await session.query(`USE ${name(database)}`);
  const tables = await session.query(`select table_name as found from information_schema.tables
    where table_schema = ${literal(database)} and table_type not like '%VIEW'`);
  const triggers = await takeTriggers(session, database);
  try {
    const moves = tables.map(({ found }) => `${name(found ?? '')} TO ${name(kept)}.${name(found ?? '')}`);
    // One statement: the server takes all back where one of them fails.
    if (moves.length > 0) await session.query(`RENAME TABLE ${moves.join(', ')}`);
    return kept;
  } catch (error) {
    for (const create of triggers) await session.query(create);
    await session.query(`DROP DATABASE IF EXISTS ${name(kept)}`);
    throw error;
  }
}

/** Drops them, and gives the statements that make them again. */
async function takeTriggers(session: Session, database: string): Promise<string[]> {
  const rows = await session.query(
    `select trigger_name as found from information_schema.triggers where trigger_schema = ${literal(database)}
      order by event_object_table, action_timing, event_manipulation, action_order`,
  );
  const statements: string[] = [];
  for (const row of rows) {
    const [shown] = await session.query(`SHOW CREATE TRIGGER ${name(row['found'] ?? '')}`);
    statements.push(shown?.['SQL Original Statement'] ?? '');
  }
  for (const row of rows) await session.query(`DROP TRIGGER ${name(row['found'] ?? '')}`);
  return statements;
}
