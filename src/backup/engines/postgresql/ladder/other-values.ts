import type { Address } from '../../../../databases/postgresql/address.ts';
import { literal, openSession } from '../../../../databases/postgresql/session.ts';
import type { Contents, EngineContext, Omission } from '../../contract.ts';

/**
 * Tables of which every row came back and a generated column has other values: an archive holds none of those, and the server
 * computes them anew. All other columns are as they stand in the archive, which was read to the byte.
 */
export async function otherValues(
  { host }: EngineContext,
  copy: Address,
  recorded: Contents,
  actual: Contents,
): Promise<Omission[]> {
  const now = new Map(actual.tables.map((table) => [table.name, table]));
  const suspects = recorded.tables.filter(({ name, rows, digest }) => {
    const is = now.get(name);
    return is?.rows === rows && rows > 0 && digest !== undefined && digest !== is.digest;
  });
  if (suspects.length === 0) return [];
  const session = await openSession(host, copy);
  try {
    const names = suspects.map(({ name }) => literal(name)).join(', ');
    const found = await session.query(`select nspname || '.' || relname as table,
        string_agg(quote_ident(attname), ', ' order by attnum) as columns
      from pg_attribute a join pg_class c on c.oid = attrelid join pg_namespace n on n.oid = relnamespace
      where to_jsonb(a)->>'attgenerated' = 's' and relkind = 'r' and nspname || '.' || relname in (${names}) group by 1`);
    return found.map(({ table, columns }) => ({
      kind: 'table',
      name: table ?? '',
      how: 'other-value',
      why: `all ${now.get(table ?? '')?.rows} rows are there, and what the server computes anew for ${columns} is not what it was in each of them`,
    }));
  } finally {
    await session.close().catch(() => {});
  }
}
