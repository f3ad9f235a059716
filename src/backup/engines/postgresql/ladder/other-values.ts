import type { Address } from '../../../../databases/postgresql/address.ts';
import { literal, openSession, type Session } from '../../../../databases/postgresql/session.ts';
import type { Contents, EngineContext, Omission } from '../../contract.ts';
import { beginSnapshot } from '../read-contents.ts';
import { listTables, readTable } from '../read-tables.ts';
import { kindOf } from '../row-digest.ts';
import { type GeneratedTable, thenAndAnew } from './then-and-anew.ts';

interface Suspect extends GeneratedTable {
  /** As recorded. */
  readonly digest: string;
}

/**
 * Tables of which every row came back and a generated column has other values: an archive holds none of those, and the server
 * computes them anew. All other columns are as they stand in the archive, which was read to the byte. `original`: where they may
 * still be as they were recorded; then it is told what they were.
 */
export async function otherValues(
  { host }: EngineContext,
  { original, copy }: { readonly original: Address; readonly copy: Address },
  recorded: Contents,
  actual: Contents,
): Promise<Omission[]> {
  const now = new Map(actual.tables.map((table) => [table.name, table]));
  const changed = recorded.tables.filter(({ name, rows, digest }) => {
    const is = now.get(name);
    return is?.rows === rows && rows > 0 && digest !== undefined && digest !== is.digest;
  });
  if (changed.length === 0) return [];
  const session = await openSession(host, copy);
  try {
    const suspects = await generatedAmong(session, changed);
    const former = suspects.length > 0 ? await openSession(host, original).catch(() => undefined) : undefined;
    try {
      const omissions: Omission[] = [];
      for (const suspect of suspects) {
        const values = former && (await valuesOf(former, session, suspect).catch(() => undefined));
        omissions.push(asOmission(suspect, values));
      }
      return omissions;
    } finally {
      await former?.close().catch(() => {});
    }
  } finally {
    await session.close().catch(() => {});
  }
}

function asOmission({ schema, table, generated, rows }: Suspect, values: string | undefined): Omission {
  return {
    kind: 'table',
    name: `${schema}.${table}`,
    how: 'other-value',
    why: `all ${rows} rows are there, and what the server computes anew for ${generated.join(', ')} is not what it was in each of them`,
    ...(values !== undefined && { values }),
  };
}

async function generatedAmong(session: Session, tables: Contents['tables']): Promise<Suspect[]> {
  const names = tables.map(({ name }) => literal(name)).join(', ');
  const rows = await session.query(`select nspname as schema, relname as table,
      json_agg(attname order by attnum) filter (where to_jsonb(a)->>'attgenerated' = 's') as generated,
      coalesce(json_agg(attname order by attname) filter (where to_jsonb(a)->>'attgenerated' is distinct from 's'), '[]') as given
    from pg_attribute a join pg_class c on c.oid = attrelid join pg_namespace n on n.oid = relnamespace
    where relkind = 'r' and attnum > 0 and not attisdropped and nspname || '.' || relname in (${names}) group by 1, 2 order by 1, 2`);
  return rows.flatMap(({ schema, table, generated, given }): Suspect[] => {
    const recorded = tables.find(({ name }) => name === `${schema}.${table}`);
    if (!recorded?.digest || !generated) return [];
    const { rows: count, digest } = recorded;
    const columns = { generated: JSON.parse(generated), given: JSON.parse(given ?? '[]') };
    return [{ schema: schema ?? '', table: table ?? '', ...columns, rows: count, digest }];
  });
}

/** Undefined where the original is not as it was recorded any more. */
async function valuesOf(original: Session, copy: Session, suspect: Suspect): Promise<string | undefined> {
  const { schema, table, digest } = suspect;
  const sides = [original, copy];
  try {
    for (const side of sides) await beginSnapshot(side);
    const source = (await listTables(original)).find((each) => each.schema === schema && each.table === table);
    if (!source) return undefined;
    const now = await readTable(original, { ...source, kind: kindOf(digest) ?? source.kind });
    return now.digest === digest ? await thenAndAnew(original, copy, suspect) : undefined;
  } finally {
    for (const side of sides) await side.query('ROLLBACK').catch(() => {});
  }
}
