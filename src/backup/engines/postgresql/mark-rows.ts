/** Whether no row of a database is younger than a dump, and none is gone, whatever else happens on its server meanwhile. */
import { name, type Session } from '../../../databases/postgresql/session.ts';
import type { TableFingerprint } from '../contract.ts';
import { listTables } from './read-tables.ts';

/** What holds rows; of a catalog that all databases share, those that speak of this one. */
interface Relation {
  readonly from: string;
  /** Of a table whose rows the dump counts: its name there. */
  readonly dumped: string | undefined;
}

interface Count {
  readonly from: string;
  readonly dumped: string | undefined;
  readonly rows: number;
  /** Whether a transaction wrote one of them that had not ended at the dump. */
  readonly hasYoung: boolean;
}

/**
 * The number of rows of each catalog, and of whatever else the dump does not count, as a text. To be called in the dump's
 * snapshot. Undefined where the server does not show them.
 */
export async function countOthers(session: Session): Promise<string | undefined> {
  const others = (await listRelations(session))?.filter(({ dumped }) => dumped === undefined);
  return others && describe(await countEach(session, others, undefined), await readRoles(session));
}

/**
 * A row that can be seen bears the number of the transaction that wrote it. All that had a number below `xmax` had ended at
 * the dump: where no row has a later one, and there are as many as then, they are the rows of then. What is looked at
 * first costs least. The numbers come round after four thousand million; half of them are told apart.
 */
export async function isAllOlder(
  session: Session,
  then: { readonly xmax: bigint; isAmong(others: string): boolean },
  tables: readonly TableFingerprint[],
): Promise<boolean> {
  const number = then.xmax % 2n ** 32n;
  const [now] = await session.query('select txid_snapshot_xmax(txid_current_snapshot())::text as xmax');
  if (number < 3n || BigInt(now?.['xmax'] ?? 0) - then.xmax >= 2n ** 31n) return false;
  const relations = await listRelations(session);
  if (relations === undefined) return false;
  const isOld = (counts: readonly Count[]) => counts.every(({ hasYoung }) => !hasYoung);
  const others = relations.filter(({ dumped }) => dumped === undefined);
  const counts = await countEach(session, others, number);
  if (!isOld(counts) || !then.isAmong(describe(counts, await readRoles(session)))) return false;
  const rows = new Map(tables.map((table) => [table.name, table.rows]));
  const dumped = relations.filter((relation) => relation.dumped !== undefined);
  if (dumped.length !== rows.size) return false;
  for (const table of dumped) {
    const [count] = await countEach(session, [table], number);
    if (!count || count.hasYoung || count.rows !== rows.get(table.dumped ?? '')) return false;
  }
  return true;
}

function describe(counts: readonly Count[], roles: string): string {
  return JSON.stringify([counts.map(({ from, rows }) => `${from} ${rows}`).sort(), roles]);
}

/**
 * Statistics and the standard's own schema are in no dump, and temporary tables are another session's. Undefined where rows that a dump has may not be
 * read: of large objects or of users of foreign servers, where there are any.
 */
async function listRelations(session: Session): Promise<Relation[] | undefined> {
  const found = await session.query(`select n.nspname as schema, c.relname as relation,
      has_table_privilege(c.oid, 'select') as readable,
      case c.oid when 'pg_largeobject'::regclass then exists (select from pg_largeobject_metadata)
        when 'pg_user_mapping'::regclass then exists (select from pg_foreign_server) else true end as matters
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'm') and not c.relisshared and c.relpersistence <> 't' and c.relispopulated
      and n.nspname <> 'information_schema'
      and c.oid not in ('pg_statistic'::regclass, coalesce(to_regclass('pg_statistic_ext_data'), '-'))
    order by n.nspname <> 'pg_catalog', c.relpages, n.nspname, c.relname`);
  const readable = found.filter(({ readable }) => readable === 't');
  if (found.some((row) => row['readable'] !== 't' && row['matters'] === 't')) return undefined;
  const dumped = new Set((await listTables(session)).map(({ schema, table }) => `${schema}.${table}`));
  const own = readable.map(({ schema, relation }): Relation => {
    const plain = `${schema}.${relation}`;
    return {
      from: `only ${name(schema ?? '')}.${name(relation ?? '')}`,
      dumped: dumped.has(plain) ? plain : undefined,
    };
  });
  return [...shared.map((from) => ({ from, dumped: undefined })), ...own];
}

const here = '(select oid from pg_database where datname = current_database())';

/** What a backup has of the catalogs that all databases of a server share. */
const shared = [
  'pg_database where datname = current_database()',
  `pg_db_role_setting where setdatabase = ${here}`,
  ...['pg_shdescription', 'pg_shseclabel'].map(
    (catalog) => `${catalog} where classoid = 'pg_database'::regclass and objoid = ${here}`,
  ),
];

/** Owners and rights are told by name: of the roles that have any here. The server notes none for the one that it began with. */
async function readRoles(session: Session): Promise<string> {
  const [row] = await session.query(`select md5(string_agg(oid || ' ' || rolname, ',' order by oid)) as roles
    from pg_roles where oid = 10
      or oid in (select setrole from pg_db_role_setting where setdatabase = ${here})
      or oid in (select refobjid from pg_shdepend where refclassid = 'pg_authid'::regclass
        and (dbid = ${here} or (classid = 'pg_database'::regclass and objid = ${here})))`);
  return row?.['roles'] ?? '';
}

async function countEach(
  session: Session,
  relations: readonly Relation[],
  number: bigint | undefined,
): Promise<Count[]> {
  if (relations.length === 0) return [];
  const young = number === undefined ? 'false' : `bool_or(age(xmin) <= age('${number}'::xid))`;
  const parts = relations.map(
    ({ from }, index) => `select ${index} as n, count(*) as rows, ${young} as young from ${from}`,
  );
  const rows = await session.query(`${parts.join(' union all ')} order by n`);
  return relations.map((relation, index) => ({
    ...relation,
    rows: Number(rows[index]?.['rows']),
    hasYoung: rows[index]?.['young'] === 't',
  }));
}
