/** Looks at a database once more, when a command that changed it has ended. */
import { type Afterwards, type AskedAfterwards, allLooksMs } from '../databases/afterwards.ts';
import { within } from '../databases/tools/within.ts';
import type { Host } from '../host.ts';
import type { Provider, Target } from '../types.ts';

type Look = (host: Host, target: Target, asked: AskedAfterwards) => Promise<Afterwards>;

/** One connection, some seconds at the most. Undefined where nobody here looks into such a database. Throws where it does not answer. */
export async function lookAfterwards(
  host: Host,
  target: Target,
  asked: AskedAfterwards,
): Promise<Afterwards | undefined> {
  const look = looks[target.identity.provider];
  return look && (await within(allLooksMs / 1000, look(host, target, asked)));
}

const looks: Partial<Record<Provider, Look>> = {
  async postgresql(host, { url }, asked) {
    const [{ openSession }, { readAddress }, { lookAfterwards: look }] = await Promise.all([
      import('../databases/postgresql/session.ts'),
      import('../databases/postgresql/address.ts'),
      import('../databases/postgresql/afterwards.ts'),
    ]);
    return inSession(await openSession(host, readAddress(host, url)), (session) => look(session, asked));
  },
  async mysql(host, { url }, asked) {
    const [{ openSession }, { readAddress }, { lookAfterwards: look }] = await Promise.all([
      import('../databases/mysql/session.ts'),
      import('../databases/mysql/address.ts'),
      import('../databases/mysql/afterwards.ts'),
    ]);
    const address = readAddress(host, url);
    return inSession(await openSession(host, address, address.database), (session) => look(session, asked));
  },
  async sqlite(host, { identity: { database } }, asked) {
    const [{ open }, { lookAfterwards: look }] = await Promise.all([
      import('../databases/sqlite/driver.ts'),
      import('../databases/sqlite/afterwards.ts'),
    ]);
    if (!host.fs.existsSync(database)) return { gone: asked.had, empty: [], faults: [] };
    const connection = await open(host, database, 'ro');
    try {
      return look(host, connection, database, asked);
    } finally {
      connection.close();
    }
  },
};

/** A server that has stopped answering is told nothing: its socket would keep this process. */
async function inSession<S extends { close(): Promise<void>; abandon(): void }, T>(
  session: S,
  work: (session: S) => Promise<T>,
): Promise<T> {
  const timer = setTimeout(() => session.abandon(), allLooksMs);
  try {
    return await work(session);
  } finally {
    clearTimeout(timer);
    await session.close().catch(() => {});
  }
}
