/** What a database tells of itself once SQL for it is to be read: how it reads a script, and how much what is in the way holds. */
import type { Counted, Holder } from '../databases/holder.ts';
import { schemaIn } from '../databases/server-url.ts';
import type { Host } from '../host.ts';
import type { Dialect, ServerReading } from '../sql/script.ts';
import type { Target } from '../types.ts';

export interface Inside {
  readonly reading: ServerReading;
  count(holder: Holder): Promise<Counted>;
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
  return { reading: { dialect }, count: async () => unknown, applied: async () => undefined, close: async () => {} };
}

const openers: Readonly<Record<Dialect, (host: Host, target: Target) => Promise<Inside>>> = {
  async postgresql(host, { url }) {
    const [{ name, openSession }, { readAddress }, { readReading }, { countRows, prepareCounts }] = await Promise.all([
      import('../databases/postgresql/session.ts'),
      import('../databases/postgresql/address.ts'),
      import('../databases/postgresql/reading.ts'),
      import('../databases/postgresql/count-rows.ts'),
    ]);
    // The engine's sessions have this one alone in their search path.
    const schema = schemaIn(url.reveal()) ?? 'public';
    return within(
      await openSession(host, readAddress(host, url)),
      async (session) => {
        await prepareCounts(session);
        return { dialect: 'postgresql', ...(await readReading(session, schema)) };
      },
      (session, holder) => countRows(session, holder, schema),
      (session) => session.query(history(`${name(schema)}._prisma_migrations`)),
    );
  },
  async mysql(host, { url }) {
    const [{ openSession }, { readAddress }, { readReading }, { countRows, prepareCounts }] = await Promise.all([
      import('../databases/mysql/session.ts'),
      import('../databases/mysql/address.ts'),
      import('../databases/mysql/reading.ts'),
      import('../databases/mysql/count-rows.ts'),
    ]);
    const address = readAddress(host, url);
    return within(
      await openSession(host, address, address.database),
      async (session) => {
        await prepareCounts(session);
        return { dialect: 'mysql', ...(await readReading(session)) };
      },
      countRows,
      (session) => session.query(history('_prisma_migrations')),
    );
  },
  async sqlite(host, { identity }) {
    const [{ open }, { readSchema }, { countRows }] = await Promise.all([
      import('../databases/sqlite/driver.ts'),
      import('../databases/sqlite/schema.ts'),
      import('../databases/sqlite/count-rows.ts'),
    ]);
    // Where there is no file there is nothing in it.
    if (!host.fs.existsSync(identity.database))
      return { ...closed('sqlite'), reading: { dialect: 'sqlite', schema: '' }, count: async () => ({ rows: 0 }) };
    const connection = await open(host, identity.database, 'ro');
    return within(
      { connection, close: async () => connection.close() },
      async () => ({ dialect: 'sqlite', schema: readSchema(connection) }),
      async (_, holder) => countRows(connection, holder),
      async () => connection.rows(history('_prisma_migrations')),
    );
  },
};

async function within<S extends { close(): Promise<void> }>(
  session: S,
  read: (session: S) => Promise<ServerReading>,
  count: (session: S, holder: Holder) => Promise<Counted>,
  names: (session: S) => Promise<Iterable<Readonly<Record<string, unknown>>>>,
): Promise<Inside> {
  try {
    return {
      reading: await read(session),
      count: (holder) => count(session, holder).catch(() => unknown),
      async applied() {
        try {
          return [...(await names(session))].map((row) => String(row['name']));
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
