/** Reads the rows of all tables, a piece at a time: so it can be told how far that is, and two connections share the work. */
import { name, type Session } from '../../../databases/postgresql/session.ts';
import type { Contents, TableFingerprint } from '../contract.ts';
import { prelude } from './object-prelude.ts';
import { planned } from './planned.ts';
import {
  type DigestKind,
  digestQuery,
  digestText,
  joinSums,
  kindOf,
  noRows,
  readSums,
  type Sums,
} from './row-digest.ts';
import type { Column } from './row-hash.ts';

export interface TableName {
  readonly schema: string;
  readonly table: string;
}

export interface TableSource extends TableName {
  /** In the order that a restore gives them. */
  readonly columns: readonly Column[];
  /** With what is stored beside the table; an estimate of how long it takes to read. */
  readonly bytes: number;
  /** Of the table itself. 0 where its blocks cannot be read apart. */
  readonly blocks: number;
  readonly kind: DigestKind;
}

export interface Reading {
  /** Digests are made of the kind that these tables have. */
  readonly like?: Pick<Contents, 'tables'> | undefined;
  /** In bytes, of those that lie in tables. */
  readonly onRead?: (done: number, total: number) => void;
  /** Another connection in the same snapshot, asked for where there is much to read; undefined where there can be none. */
  readonly openSecond?: () => Promise<Session | undefined>;
  /** In blocks, mostly of 8 kB; without it some tenths of a second's work, which is more than most tables have. */
  readonly piece?: number;
}

interface Part {
  readonly source: TableSource;
  /** A condition on the place of a row; empty for all. */
  readonly where: string;
  readonly bytes: number;
}

export async function readTables(session: Session, reading: Reading = {}): Promise<TableFingerprint[]> {
  const sources = (await listTables(session)).map((source) => ({ ...source, kind: kindFor(source, reading.like) }));
  const sums = new Map<TableSource, Sums>(sources.map((source) => [source, noRows]));
  const parts = sources.flatMap((source) => split(source, reading.piece ?? 8192));
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const waiting = [...parts];
  const read = async (reader: Session) => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const { source, where, bytes } = part;
      const found = await readPart(reader, source, where).catch((error: unknown) => {
        waiting.push({ source, where, bytes });
        throw error;
      });
      sums.set(source, joinSums(sums.get(source) ?? noRows, found));
      done += bytes;
      reading.onRead?.(done, total);
    }
  };
  const second = parts.length > sources.length ? await reading.openSecond?.() : undefined;
  // What it cannot read is left to the first, whose errors count.
  const helping = second && read(second).catch(() => {});
  try {
    await read(session);
    await helping;
    await read(session);
  } finally {
    await second?.close().catch(() => {});
  }
  return sources.map((source) => fingerprint(source, sums.get(source) ?? noRows));
}

export async function listTables(session: Session): Promise<TableSource[]> {
  const tables = await session.query(`${prelude}
    select nspname as schema, relname as table, pg_table_size(rel.oid) as bytes,
      current_setting('server_version_num')::int >= 140000 as is_new,
      case when amname = 'heap' then pg_relation_size(rel.oid) / current_setting('block_size')::int else 0 end as blocks,
      (select coalesce(json_agg(json_build_object('name', attname, 'modifier', atttypmod, 'type',
          case when typnamespace = 'pg_catalog'::regnamespace then typname end,
          'notNull', attnotnull and not exists (select from pg_constraint
            where conrelid = attrelid and contype = 'n' and not convalidated and attnum = any (conkey)))
          order by coalesce(array_position(names::text[], attname::text), attnum)), '[]')
        from pg_attribute join pg_type t on t.oid = atttypid
        where attrelid = rel.oid and attnum > 0 and not attisdropped) as columns
    from rel join mine on mine.oid = relnamespace left join pg_am am on am.oid = relam
      left join inherited on relid = rel.oid
    where relkind = 'r' order by 1, 2`);
  return tables.map((row) => {
    // Ranges of blocks are read as such since PostgreSQL 14, and records have a hash since then.
    const isNew = row['is_new'] === 't';
    return {
      schema: row['schema'] ?? '',
      table: row['table'] ?? '',
      columns: (JSON.parse(row['columns'] ?? '[]') as (Omit<Column, 'type'> & { type: string | null })[]).map(
        (column) => ({ ...column, type: column.type ?? undefined }),
      ),
      bytes: Number(row['bytes']),
      blocks: isNew ? Number(row['blocks']) : 0,
      kind: isNew ? 'values' : 'text',
    };
  });
}

/** All of it at once. */
export async function readTable(session: Session, source: TableSource): Promise<TableFingerprint> {
  return fingerprint(source, await readPart(session, source, ''));
}

/** What `readTable` gives for a table without rows. */
export function emptyTable(source: TableSource): TableFingerprint {
  return fingerprint(source, noRows);
}

function fingerprint(source: TableSource, sums: Sums): TableFingerprint {
  return { name: nameOf(source), rows: sums.rows, digest: digestText(source.kind, sums) };
}

async function readPart(session: Session, { schema, table, columns, kind }: TableSource, where: string): Promise<Sums> {
  const from = `only ${name(schema)}.${name(table)} x${where && ` where ${where}`}`;
  const [row] = await planned(session, `table ${schema}.${table}`, digestQuery(kind, from, columns));
  return readSums(row);
}

/** The last piece has no end: a table grows, and is not rewritten once a reader has begun with it. */
function split(source: TableSource, piece: number): Part[] {
  const { bytes, blocks } = source;
  const count = Math.max(1, Math.ceil(blocks / piece));
  if (count === 1) return [{ source, where: '', bytes }];
  return Array.from({ length: count }, (_, at) => {
    const end = at < count - 1 ? ` and ctid < '(${(at + 1) * piece},0)'` : '';
    return { source, where: `ctid >= '(${at * piece},0)'${end}`, bytes: bytes / count };
  });
}

function kindFor(source: TableSource, like: Reading['like']): DigestKind {
  const digest = like?.tables.find((table) => table.name === nameOf(source))?.digest;
  const kind = digest === undefined ? undefined : kindOf(digest);
  // A server before 14 cannot read of values, and what it gives is then equal to none of those.
  return kind === undefined || (kind === 'values' && source.kind === 'text') ? source.kind : kind;
}

function nameOf({ schema, table }: TableName): string {
  return `${schema}.${table}`;
}
