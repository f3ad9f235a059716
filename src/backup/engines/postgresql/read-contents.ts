import { literal, type Session } from '../../../databases/postgresql/session.ts';
import type { Contents } from '../contract.ts';
import { databaseObject } from './database-object.ts';
import { prelude } from './object-prelude.ts';
import { objectQueries } from './object-queries.ts';
import { type Reading, readTables } from './read-tables.ts';

type Objects = Contents['objects'];

/** Everything that decides how a value is written as text; pg_dump sets most of these as well. */
const settings = {
  search_path: "''",
  timezone: "'UTC'",
  datestyle: 'ISO',
  intervalstyle: 'postgres',
  extra_float_digits: '3',
  bytea_output: 'hex',
  lc_monetary: "'C'",
  xmlbinary: 'base64',
  row_security: 'off',
  quote_all_identifiers: 'off',
  statement_timeout: '0',
  lock_timeout: "'30s'",
  idle_in_transaction_session_timeout: '0',
  max_parallel_workers_per_gather: '0',
  // Compiling a query of catalogs takes a hundred times as long as to run it.
  jit: 'off',
};

/**
 * All that is read until the session ends is of this one moment, or of that of another session. SET LOCAL holds behind a
 * pooler, too.
 */
export async function beginSnapshot(session: Session, exported?: string): Promise<void> {
  await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  if (exported !== undefined) await session.query(`SET TRANSACTION SNAPSHOT ${literal(exported)}`);
  for (const [setting, value] of Object.entries(settings)) await session.query(`SET LOCAL ${setting} = ${value}`);
}

export async function readContents(session: Session, reading?: Reading): Promise<Contents> {
  return { objects: await readObjects(session), tables: await readTables(session, reading) };
}

/** `unread`: sequences, as `listSequences` names them, whose positions are left out. */
export async function readObjects(session: Session, unread: readonly string[] = []): Promise<Objects> {
  const objects: Objects[number][] = [await databaseObject(session)];
  for (const { sql, expressions } of objectQueries) {
    const rows = await session.query(`${prelude} select * from (${sql}) as o(kind, name, detail) order by 2, 3`);
    for (const row of rows) {
      const detail = row['detail'] ?? '';
      const impliedOn = row['implied_on'];
      objects.push({
        kind: row['kind'] ?? '',
        name: row['name'] ?? '',
        detail: expressions ? flatten(detail) : detail,
        ...(impliedOn && { impliedOn }),
      });
    }
  }
  return [...objects, ...(await readPositions(session, unread))];
}

/** Names as SQL takes them. */
export async function listSequences(session: Session): Promise<string[]> {
  const rows = await session.query(`${prelude} select full_name from rel where relkind = 'S' order by 1`);
  return rows.map((row) => row['full_name'] ?? '');
}

export async function readPositions(session: Session, unread: readonly string[] = []): Promise<Objects> {
  const sequences = (await listSequences(session)).filter((full) => !unread.includes(full));
  if (sequences.length === 0) return [];
  const parts = sequences.map((full) => `select ${literal(full)} as name, last_value, is_called from ${full}`);
  const rows = await session.query(parts.join(' union all '));
  return rows.map((row) => position(row['name'] ?? '', row['last_value'] ?? '', row['is_called'] === 't'));
}

export function position(sequence: string, value: string, isCalled: boolean): Objects[number] {
  return { kind: 'sequence position', name: sequence, detail: isCalled ? `after ${value}` : `before ${value}` };
}

/**
 * Leaves out casts, parentheses and blanks: the server writes `x IN ('a')` of a varchar one way before a restore and
 * another way after it, and these are what differs.
 */
function flatten(expression: string): string {
  const cast =
    /::(?:character varying|double precision|bit varying|time(?:stamp)?(?:\(\d\))? with(?:out)? time zone|(?:"[^"]+"|\w+)(?:\.(?:"[^"]+"|\w+))?)(?:\(\d+(?:,\d+)?\))?(?:\[\])*/g;
  return expression
    .replace(cast, '')
    .replace(/[()\s]+/g, ' ')
    .replace(/ ?([,[\]]) ?/g, '$1')
    .trim();
}
