/** What a database tells of itself once SQL for it is to be read: how it reads a script, and how much what is in the way holds. */
import type { Counted, Holder } from '../databases/holder.ts';
import { schemaIn } from '../databases/server-url.ts';
import { type Going, newestBy, type TableFacts } from '../databases/table-facts.ts';
import type { TableShape } from '../databases/table-shape.ts';
import type { Host } from '../host.ts';
import type { Dialect, ServerReading } from '../sql/script.ts';
import type { Target } from '../types.ts';

export interface Inside {
  readonly reading: ServerReading;
  count(holder: Holder): Promise<Counted>;
  /** Undefined where there is no such table, or it could not be read. */
  shape(table: readonly string[]): Promise<TableShape | undefined>;
  /** What could not be read is left out. */
  facts(table: readonly string[], going: Going): Promise<TableFacts>;
  /** `createdAt 2026-11-30 12:00:00`, `id 14028`; undefined where that is not cheap to find. `rows`: as counted exactly. */
  newest(table: readonly string[], rows: number | undefined): Promise<string | undefined>;
  /** Names of the migrations that Prisma has applied. Undefined: it has no such history, or nobody could read it. */
  applied(): Promise<readonly string[] | undefined>;
  /** The whole of that history, as Prisma has written it, the first first. Undefined as above. */
  history(): Promise<readonly Recorded[] | undefined>;
  close(): Promise<void>;
}

/** Undefined where nobody here reads SQL of that kind. Of a database that does not answer nothing is known. Never throws. */
export async function openInside(host: Host, target: Target): Promise<Inside | undefined> {
  const { provider } = target.identity;
  if (provider !== 'postgresql' && provider !== 'mysql' && provider !== 'sqlite') return undefined;
  try {
    // Managed by Prisma: no driver reaches it.
    if (/^prisma(\+postgres)?:/i.test(target.url.reveal())) return closed(provider);
    return await openers[provider](host, target);
  } catch {
    return closed(provider);
  }
}

/** A migration in Prisma's own table. One that has failed is neither done nor undone. */
export interface Recorded {
  readonly name: string;
  /** SHA-256 of its script, in hexadecimal. */
  readonly checksum: string;
  readonly isDone: boolean;
  readonly isUndone: boolean;
  /** In milliseconds since 1970; undefined where it cannot be read. */
  readonly begun: number | undefined;
}

const unknown: Counted = { rows: undefined };

/** `table`: with its schema, where it needs one. `begun`: when it was started, in milliseconds. */
const historyIn = (table: string, begun: string) => `SELECT migration_name AS name, checksum, ${begun} AS begun,
    CASE WHEN finished_at IS NULL THEN 0 ELSE 1 END AS done, CASE WHEN rolled_back_at IS NULL THEN 0 ELSE 1 END AS undone
  FROM ${table} ORDER BY started_at`;

/** The engine writes a number, and its default value a text. */
const inSqlite = `CASE typeof(started_at) WHEN 'integer' THEN started_at ELSE strftime('%s', started_at) * 1000 END`;

function closed(dialect: Dialect): Inside {
  return {
    reading: { dialect },
    count: async () => unknown,
    shape: async () => undefined,
    facts: async () => ({ along: [] }),
    newest: async () => undefined,
    applied: async () => undefined,
    history: async () => undefined,
    close: async () => {},
  };
}

const openers: Readonly<Record<Dialect, (host: Host, target: Target) => Promise<Inside>>> = {
  async postgresql(host, { url }) {
    const [
      { name, openSession },
      { readAddress },
      { readReading },
      { countRows, prepareCounts },
      { readTableShape },
      { readNewest, readTableFacts },
    ] = await Promise.all([
      import('../databases/postgresql/session.ts'),
      import('../databases/postgresql/address.ts'),
      import('../databases/postgresql/reading.ts'),
      import('../databases/postgresql/count-rows.ts'),
      import('../databases/postgresql/table-shape.ts'),
      import('../databases/postgresql/table-facts.ts'),
    ]);
    // The engine's sessions have this one alone in their search path.
    const schema = schemaIn(url.reveal()) ?? 'public';
    const session = await openSession(host, readAddress(host, url));
    return within(session, {
      async read() {
        await prepareCounts(session);
        return { dialect: 'postgresql', ...(await readReading(session, schema)) };
      },
      count: (holder) => countRows(session, holder, schema),
      shape: (table) => readTableShape(session, table, schema),
      facts: (table, going) => readTableFacts(session, table, going, schema),
      newest: (table, { column }) => readNewest(session, table, column, schema),
      names: () =>
        session.query(
          historyIn(`${name(schema)}._prisma_migrations`, '(extract(epoch FROM started_at) * 1000)::bigint'),
        ),
    });
  },
  async mysql(host, { url }) {
    const [
      { openSession },
      { readAddress },
      { readReading },
      { countRows, prepareCounts },
      { readTableShape },
      { readNewest, readTableFacts },
    ] = await Promise.all([
      import('../databases/mysql/session.ts'),
      import('../databases/mysql/address.ts'),
      import('../databases/mysql/reading.ts'),
      import('../databases/mysql/count-rows.ts'),
      import('../databases/mysql/table-shape.ts'),
      import('../databases/mysql/table-facts.ts'),
    ]);
    const address = readAddress(host, url);
    const session = await openSession(host, address, address.database);
    return within(session, {
      async read() {
        await prepareCounts(session);
        return { dialect: 'mysql', ...(await readReading(session)) };
      },
      count: (holder) => countRows(session, holder),
      shape: (table) => readTableShape(session, table),
      facts: (table, going) => readTableFacts(session, table, going),
      newest: (table, { column }) => readNewest(session, table, column),
      names: () => session.query(historyIn('_prisma_migrations', 'round(unix_timestamp(started_at) * 1000)')),
    });
  },
  async sqlite(host, { identity }) {
    const [{ open }, { readSchema, typesIn }, { countRows }, { readTableShape }, { readNewest, readTableFacts }] =
      await Promise.all([
        import('../databases/sqlite/driver.ts'),
        import('../databases/sqlite/schema.ts'),
        import('../databases/sqlite/count-rows.ts'),
        import('../databases/sqlite/table-shape.ts'),
        import('../databases/sqlite/table-facts.ts'),
      ]);
    // Where there is no file there is nothing in it.
    if (!host.fs.existsSync(identity.database))
      return { ...closed('sqlite'), reading: { dialect: 'sqlite', schema: '' }, count: async () => ({ rows: 0 }) };
    const connection = await open(host, identity.database, 'ro');
    return within(
      { close: async () => connection.close() },
      {
        read: async () => ({ dialect: 'sqlite', schema: readSchema(connection), typeOf: typesIn(connection) }),
        count: async (holder) => countRows(connection, holder),
        shape: async (table) => readTableShape(connection, table),
        facts: async (table) => readTableFacts(connection, table),
        newest: async (table, { column, isTime }) => readNewest(connection, table, column, isTime),
        names: async () => connection.rows(historyIn('_prisma_migrations', inSqlite)),
      },
    );
  },
};

interface Asked {
  read(): Promise<ServerReading>;
  count(holder: Holder): Promise<Counted>;
  shape(table: readonly string[]): Promise<TableShape | undefined>;
  facts(table: readonly string[], going: Going): Promise<TableFacts>;
  newest(table: readonly string[], by: NonNullable<ReturnType<typeof newestBy>>): Promise<string | undefined>;
  names(): Promise<Iterable<Readonly<Record<string, unknown>>>>;
}

async function within(session: { close(): Promise<void> }, asked: Asked): Promise<Inside> {
  const { read, count, shape, names } = asked;
  const history = async () => {
    try {
      return [...(await names())].map(recordedIn);
    } catch {
      return undefined;
    }
  };
  try {
    return {
      reading: await read(),
      count: (holder) => count(holder).catch(() => unknown),
      shape: (table) => shape(table).catch(() => undefined),
      facts: (table, going) => asked.facts(table, going).catch(() => ({ along: [] })),
      async newest(table, rows) {
        try {
          const known = await shape(table);
          const by = known && newestBy(known, rows);
          const value = by && (await asked.newest(table, by));
          return value === undefined ? undefined : `${by?.column} ${value}`;
        } catch {
          return undefined;
        }
      },
      applied: async () => (await history())?.flatMap((each) => (each.isDone && !each.isUndone ? [each.name] : [])),
      history,
      close: () => session.close().catch(() => {}),
    };
  } catch (error) {
    await session.close().catch(() => {});
    throw error;
  }
}

function recordedIn(row: Readonly<Record<string, unknown>>): Recorded {
  const begun = Number(row['begun'] ?? Number.NaN);
  return {
    name: String(row['name']),
    checksum: String(row['checksum']),
    isDone: Number(row['done']) === 1,
    isUndone: Number(row['undone']) === 1,
    begun: Number.isFinite(begun) ? begun : undefined,
  };
}
