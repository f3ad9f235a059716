import { createHash } from 'node:crypto';
import { describeMysql } from './digest-mysql.ts';
import { describePostgres } from './digest-postgres.ts';
import { describeSqlite } from './digest-sqlite.ts';
import type { ProviderName } from './project-files.ts';
import { withDatabase } from './sql.ts';

/** All that a database holds, in a form that two databases can be compared by. */
export interface DatabaseDigest {
  /** By table: how many rows, and a hash of them all in no particular order. */
  readonly tables: Readonly<Record<string, { readonly rows: number; readonly sha256: string }>>;
  /** `kind name definition` of every object, sorted. */
  readonly objects: readonly string[];
  /** Positions: the next value, or the last, as the server keeps it. */
  readonly sequences: Readonly<Record<string, string>>;
}

/** What one kind of database says of itself. Rows come as one text each that holds every value exactly. */
export interface DatabaseFacts {
  readonly rows: Readonly<Record<string, readonly string[]>>;
  readonly objects: readonly string[];
  readonly sequences: Readonly<Record<string, string>>;
}

/** Reads a database anew, by its catalogue, without any code of the product. */
export async function digestDatabase(provider: ProviderName, url: string): Promise<DatabaseDigest> {
  const describe = { sqlite: describeSqlite, postgresql: describePostgres, mysql: describeMysql }[provider];
  const facts = await withDatabase(provider, url, describe);
  const tables = Object.entries(facts.rows).map(([name, rows]) => {
    const hash = createHash('sha256');
    for (const row of [...rows].sort()) hash.update(row).update('\n');
    return [name, { rows: rows.length, sha256: hash.digest('hex') }] as const;
  });
  return { tables: Object.fromEntries(tables), objects: [...facts.objects].sort(), sequences: facts.sequences };
}
