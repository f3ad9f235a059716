import { name, type Session } from '../../../databases/postgresql/session.ts';
import type { RowsApart } from '../contract.ts';
import { beginSnapshot } from './read-contents.ts';
import type { TableName } from './read-tables.ts';

interface Side {
  readonly session: Session;
  /** Undefined where the table is not there. */
  readonly table: TableName | undefined;
}

interface Hashed {
  readonly hash: string;
  readonly row: string;
}

/** So many rows are fetched at once. */
const batch = 500;

/** Both sides are read in the order of their rows' hashes, so that no more than two batches are held. */
export async function apart(then: Side, now: Side, most: number): Promise<RowsApart> {
  const onlyThen: string[] = [];
  const onlyNow: string[] = [];
  const [left, right] = [hashed(then), hashed(now)];
  let [was, is] = [await next(left), await next(right)];
  while ((was || is) && (onlyThen.length < most || onlyNow.length < most)) {
    if (was && is && was.hash === is.hash) {
      [was, is] = [await next(left), await next(right)];
    } else if (was && (!is || was.hash < is.hash)) {
      if (onlyThen.length < most) onlyThen.push(was.row);
      was = await next(left);
    } else {
      if (is && onlyNow.length < most) onlyNow.push(is.row);
      is = await next(right);
    }
  }
  return { onlyThen, onlyNow };
}

async function next(rows: AsyncIterator<Hashed>): Promise<Hashed | undefined> {
  const { done, value } = await rows.next();
  return done ? undefined : value;
}

async function* hashed({ session, table }: Side): AsyncGenerator<Hashed> {
  if (!table) return;
  await beginSnapshot(session);
  await session.query(`DECLARE interlock_rows NO SCROLL CURSOR FOR
    select md5(row(x.*)::text) as hash, to_json(x)::text as row from only ${name(table.schema)}.${name(table.table)} x
    order by md5(row(x.*)::text) collate "C"`);
  for (;;) {
    const rows = await session.query(`FETCH ${batch} FROM interlock_rows`);
    for (const { hash, row } of rows) yield { hash: hash ?? '', row: row ?? '' };
    if (rows.length < batch) return;
  }
}
