import { literal, name, type Row, type Session } from '../../../databases/postgresql/session.ts';
import type { TableName } from './read-tables.ts';

const full = ({ schema, table }: TableName): string => `${name(schema)}.${name(table)}`;

/**
 * Replaces the rows of a table by those of another of the same columns, in one transaction. Foreign keys from and to it are
 * taken off and put on again, which reads both sides: one that would be broken takes all of it back. No trigger of a user's
 * runs. `positions`: numbers that the sequences of its columns have given out, by column. Throws what the server says.
 */
export async function replaceRows(
  session: Session,
  table: TableName,
  rows: TableName,
  positions: ReadonlyMap<string, string>,
): Promise<void> {
  const target = full(table);
  const id = `${literal(target)}::regclass`;
  await session.query('BEGIN');
  try {
    await session.query("SET LOCAL lock_timeout = '30s'; SET LOCAL statement_timeout = 0; SET LOCAL search_path = ''");
    await session.query(`LOCK TABLE ${target} IN ACCESS EXCLUSIVE MODE`);
    // Of partitions the parent's key is the one that counts.
    const keys = await session.query(`select conrelid::regclass::text as of, quote_ident(conname) as name,
        pg_get_constraintdef(oid) as definition
      from pg_constraint where contype = 'f' and conparentid = 0 and ${id} in (conrelid, confrelid)`);
    const triggers = await session.query(`select quote_ident(tgname) as name, tgenabled as state
      from pg_trigger where tgrelid = ${id} and not tgisinternal and tgenabled <> 'D'`);
    for (const { of, name: key } of keys) await session.query(`ALTER TABLE ${of} DROP CONSTRAINT ${key}`);
    for (const { name: trigger } of triggers) await session.query(`ALTER TABLE ${target} DISABLE TRIGGER ${trigger}`);
    const columns = await session.query(`select quote_ident(attname) as name from pg_attribute
      where attrelid = ${id} and attnum > 0 and not attisdropped and attgenerated = ''`);
    const list = columns.map((column) => column['name']).join(', ');
    await session.query(`DELETE FROM ONLY ${target}`);
    await session.query(`INSERT INTO ${target} (${list}) OVERRIDING SYSTEM VALUE SELECT ${list} FROM ${full(rows)}`);
    await needAll(session, target, full(rows));
    for (const trigger of triggers) await session.query(`ALTER TABLE ${target} ${enabling(trigger)}`);
    for (const { of, name: key, definition } of keys) {
      await session.query(`ALTER TABLE ${of} ADD CONSTRAINT ${key} ${definition}`);
    }
    for (const [column, position] of positions) await moveOn(session, target, column, position);
    await session.query('COMMIT');
  } catch (error) {
    await session.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

async function needAll(session: Session, target: string, rows: string): Promise<void> {
  const [counts] = await session.query(
    `select (select count(*) from only ${target}) as is, (select count(*) from ${rows}) as was`,
  );
  if (counts?.['is'] !== counts?.['was']) throw new Error(`not every row of ${target} could be put back`);
}

/** As in pg_trigger: `O` always but for a replica, `R` for a replica, `A` always. */
function enabling({ name: trigger, state }: Row): string {
  const word = { O: '', R: 'REPLICA ', A: 'ALWAYS ' }[state ?? 'O'] ?? '';
  return `ENABLE ${word}TRIGGER ${trigger}`;
}

/** Only ahead: the next number is one that neither side has given out. */
async function moveOn(session: Session, target: string, column: string, position: string): Promise<void> {
  const [row] = await session.query(
    `select pg_get_serial_sequence(${literal(target)}, ${literal(column)}) as sequence`,
  );
  const sequence = row?.['sequence'];
  if (!sequence) return;
  await session.query(`select setval(${literal(sequence)}::regclass, greatest(${position},
    (select case when is_called then last_value end from ${sequence})))`);
}
