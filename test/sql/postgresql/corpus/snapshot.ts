/** What tables hold, by the server's own numbers of tables and columns: a new name is no loss. */
import type pg from 'pg';

/** By table and key: by column number the value as text. `large`: of large objects. */
export type Snapshot = ReadonlyMap<string, ReadonlyMap<string, string | null>>;

interface Column {
  readonly oid: string;
  readonly table: string;
  readonly number: number;
  readonly column: string;
}

const columnsQuery = `SELECT c.oid::text, c.oid::regclass::text AS "table", a.attnum AS number, quote_ident(a.attname) AS column
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY c.oid, a.attnum`;

export async function takeSnapshot(client: pg.Client): Promise<Snapshot> {
  await client.query("SET LOCAL search_path = ''");
  const columns = (await client.query<Column>(columnsQuery)).rows;
  const rows = new Map<string, ReadonlyMap<string, string | null>>();
  const oids = [...new Set(columns.map((column) => column.oid))];
  const queries = oids.map((oid) => {
    const own = columns.filter((column) => column.oid === oid);
    const listed = own.map(({ column, number }) => `${column}::text AS c${number}`).join(', ');
    return `SELECT '${oid}' AS oid, ${listed} FROM ${own[0]?.table}`;
  });
  // More than one statement, so more than one result.
  const results = [await client.query<Record<string, string | null>>(queries.join('; '))].flat();
  for (const { rows: found } of results)
    for (const { oid, ...row } of found) rows.set(`${oid}/${row['c1']}`, new Map(Object.entries(row)));
  const large = await client.query<{ oid: string; data: string }>(
    "SELECT oid::text, encode(lo_get(oid), 'hex') AS data FROM pg_largeobject_metadata",
  );
  for (const { oid, data } of large.rows) rows.set(`large/${oid}`, new Map([['data', data]]));
  return rows;
}

/** What was there before and is not any more, or is less than it was. Empty where every value stayed. */
export function lostBetween(before: Snapshot, after: Snapshot): string[] {
  return [...before].flatMap(([key, row]) => {
    const now = after.get(key);
    if (now === undefined) return [key];
    return [...row].flatMap(([column, value]) =>
      value === null || says(value, now.get(column)) ? [] : [`${key} ${column}: ${value} is ${now.get(column)}`],
    );
  });
}

/** The same value, written as its new type writes it: 1 as 1.00, a time with its zone, JSON without blanks, one as an array of one. */
function says(value: string, now: string | null | undefined): boolean {
  if (now === null || now === undefined) return false;
  const isNumber = (text: string) => /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text);
  if (isNumber(value) && isNumber(now)) return Number(value) === Number(now);
  if (value.startsWith('(') && now.startsWith(value.slice(0, -1))) return true;
  const plain = (text: string) => (text.startsWith('{"') ? sorted(text) : text.replace(/[+]00$|^\{|\}$/g, ''));
  return plain(value) === plain(now);
}

const sorted = (json: string) => JSON.stringify(Object.entries(JSON.parse(json)).sort());
