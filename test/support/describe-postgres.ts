/** What a database holds, by the server's own schema dump and by its rows in order; nothing of it is read by the product. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { withDatabase } from './sql.ts';

export interface Description {
  /** By its header in the dump (`Name: b_star; Type: TABLE; Schema: public`): the statements. */
  readonly entries: ReadonlyMap<string, string>;
  /** By kind and name: a hash of all rows, or a position. */
  readonly contents: ReadonlyMap<string, string>;
  /** By its name, of a materialized view: a hash of what its query gives now. */
  readonly fresh: ReadonlyMap<string, string>;
}

export async function describeExactly(url: string, pgDump: string): Promise<Description> {
  const { stdout } = await promisify(execFile)(pgDump, ['-s', '--no-subscriptions', '-d', url], { maxBuffer: 1 << 30 });
  return { entries: readEntries(stdout), ...(await readRows(url)) };
}

function readEntries(dump: string): Map<string, string> {
  const entries = new Map<string, string>();
  // The last line of a newer pg_dump is another each time.
  const [whole = ''] = dump.split(/^--\n-- PostgreSQL database dump complete\n/m);
  const parts = whole.split(/^--\n-- (Name: .*)\n--\n/m).slice(1);
  for (let at = 0; at < parts.length; at += 2) {
    const header = parts[at] ?? '';
    const text = (parts[at + 1] ?? '').trim();
    // Two may have one header: the comments on two parts of one thing.
    entries.set(header, [entries.get(header), text].filter(Boolean).join('\n'));
  }
  return entries;
}

const hash = (what: string, from: string) =>
  `select count(*) || ' rows ' || coalesce(md5(string_agg(r, E'\\n' order by r)), '') as hash from (select (${what})::text collate "C" as r ${from}) s`;

function readRows(url: string): Promise<Omit<Description, 'entries'>> {
  return withDatabase('postgresql', url, async (database) => {
    const contents = new Map<string, string>();
    const fresh = new Map<string, string>();
    const one = async (sql: string) => String((await database.rows(sql))[0]?.['hash']);
    const relations =
      await database.rows(`select c.oid::regclass::text as name, relkind as kind, pg_get_viewdef(c.oid) as query,
        (select string_agg('x.' || quote_ident(attname), ', ' order by attname) from pg_attribute
          where attrelid = c.oid and attnum > 0 and not attisdropped) as columns
      from pg_class c join pg_namespace n on n.oid = relnamespace
      where (relkind in ('r', 'S') or relkind = 'm' and relispopulated) and nspname !~ '^pg_' and nspname <> 'information_schema'`);
    for (const row of relations) {
      const [name, columns, query] = [String(row['name']), String(row['columns'] ?? ''), String(row['query'])];
      if (row['kind'] === 'S') {
        contents.set(`sequence ${name}`, await one(`select last_value || ' ' || is_called as hash from ${name}`));
        continue;
      }
      const isView = row['kind'] === 'm';
      contents.set(
        `${isView ? 'materialized view' : 'table'} ${name}`,
        await one(hash(`row(${columns})`, `from only ${name} x`)),
      );
      if (isView) fresh.set(name, await one(hash(`row(${columns})`, `from (${query.replace(/;\s*$/, '')}) x`)));
    }
    const objects = hash(`oid || ' ' || md5(lo_get(oid))`, 'from pg_largeobject_metadata');
    contents.set('large objects', await one(objects));
    return { contents, fresh };
  });
}
