/**
 * The stamps of a MySQL or MariaDB server: one table in a schema of its own, a row for each stamped schema. Prisma sees every
 * table of the schema that it works in, and its reset drops that schema (prisma-engines, flavour/mysql, `reset`).
 */
import type { Stamp } from '../../types.ts';
import { readStampText, stampText } from '../stamp-text.ts';
import { literal, name, type Session } from './session.ts';

const schema = 'prisma_interlock';
const table = `${name(schema)}.${name('stamps')}`;

/** ER_NO_SUCH_TABLE, ER_BAD_DB_ERROR */
const missing = [1146, 1049];

/** ER_TABLEACCESS_DENIED_ERROR, ER_DBACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR */
const denied = [1142, 1044, 1143];

/**
 * `database`: as the server folds the schema's name. Throws a sentence that goes on from "the stamp" where it cannot be read: a
 * role without the right is told the same whether there is a stamp or not.
 */
export async function readStamp(session: Session, database: string): Promise<Stamp | 'none'> {
  try {
    const [row] = await session.query(`SELECT stamp FROM ${table} WHERE name = ${literal(database)}`);
    return row === undefined ? 'none' : readStampText(row['stamp'] ?? '');
  } catch (error) {
    if (missing.includes(numberOf(error))) return 'none';
    if (!denied.includes(numberOf(error))) throw error;
    throw new Error(`cannot be read by this user: GRANT SELECT ON ${schema}.stamps`);
  }
}

/** Throws what the server says; where the user may not make the schema, the error of that. */
export async function writeStamp(session: Session, database: string, stamp: Stamp): Promise<void> {
  const replace = `REPLACE INTO ${table} VALUES (${literal(database)}, ${literal(stampText(stamp))})`;
  try {
    return void (await session.query(replace));
  } catch (error) {
    if (![...missing, ...denied].includes(numberOf(error))) throw error;
  }
  await session.query(`CREATE DATABASE IF NOT EXISTS ${name(schema)} CHARACTER SET utf8mb4`);
  await session.query(`CREATE TABLE IF NOT EXISTS ${table}
    (name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY, stamp TEXT NOT NULL)`);
  await session.query(replace);
}

/** The schema stays: other databases of the server may be stamped in it. */
export async function removeStamp(session: Session, database: string): Promise<void> {
  await session.query(`DELETE FROM ${table} WHERE name = ${literal(database)}`);
}

export function isDenied(error: unknown): boolean {
  return denied.includes(numberOf(error));
}

function numberOf(error: unknown): number {
  return (error as { errno?: number }).errno ?? 0;
}

/** The same, where the server has not said yet how it folds. */
export async function foldedName(session: Session, database: string): Promise<string> {
  const [row] = await session.query('SELECT @@lower_case_table_names AS folds');
  return foldName(database, row?.['folds']);
}

/** As the server compares and stores names of schemas. `folds`: its lower_case_table_names. */
export function foldName(database: string, folds: string | null | undefined): string {
  return folds === '0' ? database : database.toLowerCase();
}
