import type { DatabaseFacts } from './digest.ts';
import type { Database } from './sql.ts';

/** Left out: what PostgreSQL brings along, and what belongs to an extension. */
const ours = (namespace: string) =>
  `JOIN pg_namespace n ON n.oid = ${namespace} AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'`;

/** Each gives `kind`, `name` and `definition` of one sort of object. */
const queries = [
  `SELECT 'schema' AS kind, nspname AS name, coalesce(obj_description(oid), '') AS definition
     FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'`,
  `SELECT CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'S' THEN 'sequence' ELSE 'view' END AS kind,
      c.oid::regclass::text AS name,
      concat_ws(' ', coalesce(obj_description(c.oid, 'pg_class'), ''), pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid)) AS definition
     FROM pg_class c ${ours('c.relnamespace')} WHERE c.relkind IN ('r', 'p', 'S', 'v', 'm')`,
  `SELECT 'column' AS kind, a.attrelid::regclass::text || '.' || a.attname AS name,
      concat_ws(' ', row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum), format_type(a.atttypid, a.atttypmod), a.attnotnull,
        a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), col_description(a.attrelid, a.attnum)) AS definition
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid ${ours('c.relnamespace')}
     LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm')`,
  `SELECT 'view' AS kind, c.oid::regclass::text AS name, concat(c.relkind, c.relispopulated, pg_get_viewdef(c.oid)) AS definition
     FROM pg_class c ${ours('c.relnamespace')} WHERE c.relkind IN ('v', 'm')`,
  `SELECT 'index' AS kind, i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid ${ours('c.relnamespace')}`,
  `SELECT 'constraint' AS kind, concat(k.conrelid::regclass, k.contypid::regtype, '.', k.conname) AS name,
      pg_get_constraintdef(k.oid) AS definition FROM pg_constraint k ${ours('k.connamespace')}`,
  `SELECT 'function' AS kind, p.oid::regprocedure::text AS name, pg_get_functiondef(p.oid) AS definition
     FROM pg_proc p ${ours('p.pronamespace')} WHERE p.prokind IN ('f', 'p')`,
  `SELECT 'trigger' AS kind, t.tgrelid::regclass || '.' || t.tgname AS name, pg_get_triggerdef(t.oid) AS definition
     FROM pg_trigger t WHERE NOT t.tgisinternal`,
  `SELECT 'enum' AS kind, e.enumtypid::regtype::text AS name, string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) AS definition
     FROM pg_enum e GROUP BY e.enumtypid`,
  `SELECT 'domain' AS kind, t.oid::regtype::text AS name, concat_ws(' ', format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault) AS definition
     FROM pg_type t ${ours('t.typnamespace')} WHERE t.typtype = 'd'`,
  `SELECT 'sequence' AS kind, schemaname || '.' || sequencename AS name,
      concat_ws(' ', data_type, start_value, min_value, max_value, increment_by, cycle, cache_size) AS definition FROM pg_sequences`,
];

export async function describePostgres(database: Database): Promise<DatabaseFacts> {
  await database.run(
    `SET search_path = ''; SET TimeZone = 'UTC'; SET extra_float_digits = 3; SET bytea_output = 'hex'`,
  );
  const objects: string[] = [];
  for (const query of queries) {
    for (const { kind, name, definition } of await database.rows(query)) objects.push(`${kind} ${name} ${definition}`);
  }
  const rows: Record<string, string[]> = {};
  const tables = await database.rows(
    `SELECT c.oid::regclass::text AS name FROM pg_class c ${ours('c.relnamespace')} WHERE c.relkind = 'r' OR c.relkind = 'm' AND c.relispopulated`,
  );
  for (const { name } of tables) {
    rows[String(name)] = (await database.rows(`SELECT t::text AS row FROM ${name} t`)).map(({ row }) => String(row));
  }
  const sequences: Record<string, string> = {};
  const found = await database.rows(
    `SELECT c.oid::regclass::text AS name FROM pg_class c ${ours('c.relnamespace')} WHERE c.relkind = 'S'`,
  );
  for (const { name } of found) {
    const [position] = await database.rows(`SELECT last_value || ' ' || is_called AS at FROM ${name}`);
    sequences[String(name)] = String(position?.at);
  }
  return { rows, objects, sequences };
}
