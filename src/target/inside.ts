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

const unknown: Counted = { rows: undefined };

/** As `migrate deploy` takes it. `table`: with its schema, where it needs one. */
const history = (table: string) =>
  `SELECT migration_name AS name FROM ${table} WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;

function closed(dialect: Dialect): Inside {
  return {
    reading: { dialect },
    count: async () => unknown,
    shape: async () => undefined,
    facts: async () => ({ along: [] }),
    newest: async () => undefined,
    applied: async () => undefined,
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
      names: () => session.query(history(`${name(schema)}._prisma_migrations`)),
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
      names: () => session.query(history('_prisma_migrations')),
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
        names: async () => connection.rows(history('_prisma_migrations')),
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
      async applied() {
        try {
          return [...(await names())].map((row) => String(row['name']));
        } catch {
          return undefined;
        }
      },
      close: () => session.close().catch(() => {}),
    };
  } catch (error) {
    await session.close().catch(() => {});
    throw error;
  }
}
