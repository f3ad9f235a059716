/** Rows are counted up to here, so that a look at a large table is as quick as one at a small one. */
export const countLimit = 1001;

/** A table that is not empty. */
export interface FilledTable {
  /** Without its schema, as the server spells it. */
  readonly name: string;
  /** At most `countLimit`, which then says that there may be more. */
  readonly rows: number;
}

/** So many tables are counted by one statement: a server takes no statement of any length. */
const batch = 100;

/** `count`: one select each, of a name and its number of rows. Gives the tables that have any. */
export async function countEach<T>(
  tables: readonly T[],
  count: (table: T) => string,
  query: (sql: string) => Promise<readonly Record<string, string | null>[]>,
): Promise<FilledTable[]> {
  const found: FilledTable[] = [];
  for (let at = 0; at < tables.length; at += batch) {
    const rows = await query(
      tables
        .slice(at, at + batch)
        .map(count)
        .join(' UNION ALL '),
    );
    for (const { name, counted } of rows) {
      if (counted !== '0') found.push({ name: name ?? '', rows: Number(counted) });
    }
  }
  return found;
}
