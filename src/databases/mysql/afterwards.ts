import {
  type Afterwards,
  type AskedAfterwards,
  batch,
  type Fault,
  lookPatienceMs,
  readThrough,
} from '../afterwards.ts';
import { numberIn } from '../holder.ts';
import { literal, name, type Session } from './session.ts';

/** Reads only. `session` is in the database. Throws what the server says. */
export async function lookAfterwards(session: Session, { had, touched }: AskedAfterwards): Promise<Afterwards> {
  await session.query('SET SESSION lock_wait_timeout = 1');
  // MySQL has the one, MariaDB the other.
  await session.query(`SET SESSION max_execution_time = ${lookPatienceMs}`).catch(() => {});
  await session.query(`SET SESSION max_statement_time = ${lookPatienceMs / 1000}`).catch(() => {});
  const sizes = await sizesOf(session);
  const there = had.filter((table) => sizes.has(table.toLowerCase()));
  return {
    gone: had.filter((table) => !there.includes(table)),
    empty: await findEmpty(session, there),
    faults: await checkTables(session, withinBound(touched, sizes)),
  };
}

/** In bytes, by their names in lower case: whether those differ is the server's own business. */
async function sizesOf(session: Session): Promise<Map<string, number>> {
  const rows = await session.query(`SELECT table_name AS name, data_length + index_length AS bytes
    FROM information_schema.tables WHERE table_schema = database() AND table_type <> 'VIEW'`);
  return new Map(rows.map((row) => [(row['name'] ?? '').toLowerCase(), numberIn(row['bytes']) ?? 0]));
}

/** The smallest first, as long as all of them together are read through soon. */
function withinBound(tables: readonly string[], sizes: ReadonlyMap<string, number>): string[] {
  const sized = tables.flatMap((table) => {
    const size = sizes.get(table.toLowerCase());
    return size === undefined ? [] : [{ table, size }];
  });
  let sum = 0;
  return sized
    .sort((a, b) => a.size - b.size)
    .filter(({ size }) => {
      sum += size;
      return sum <= readThrough;
    })
    .map(({ table }) => table);
}

async function findEmpty(session: Session, tables: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (let at = 0; at < tables.length; at += batch) {
    const each = tables
      .slice(at, at + batch)
      .map((table) => `SELECT ${literal(table)} AS name FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM ${name(table)})`);
    const rows = await session.query(each.join(' UNION ALL ')).catch(() => []);
    found.push(...rows.map((row) => row['name'] ?? ''));
  }
  return found;
}

/** Only what the server itself calls corrupt: a lock, a right or a kind of table that cannot be checked is no fault. */
async function checkTables(session: Session, tables: readonly string[]): Promise<Fault[]> {
  if (tables.length === 0) return [];
  const rows = await session.query(`CHECK TABLE ${tables.map(name).join(', ')} QUICK`);
  const corrupt = rows.filter((row) => row['Msg_text'] === 'Corrupt').map((row) => row['Table'] ?? '');
  return corrupt.map((table) => {
    const said = rows.filter((row) => row['Table'] === table && row['Msg_text'] !== 'Corrupt');
    const why = said.map((row) => row['Msg_text']).join(' ');
    return { kind: 'damage', name: table.slice(table.indexOf('.') + 1), says: `is corrupt${why && `: ${why}`}` };
  });
}
