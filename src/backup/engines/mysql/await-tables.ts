/** Waits for those who have tables in use, and says who they are: a swap takes all of them at once. */
import type { Address } from '../../../databases/mysql/address.ts';
import { name, openSession, type Session } from '../../../databases/mysql/session.ts';
import type { EngineContext } from '../contract.ts';
import { type Holder, holdersIn, isWaiting, look, occupied, tellWaiting } from './lock-holders.ts';

/** In milliseconds. Whoever waits for longer than `first` is told for whom. */
const pauses = { first: 2000, again: 500 };
const defaultPatienceMs = 30_000;

export interface Waiting {
  readonly context: EngineContext;
  readonly address: Address;
  /** What may wait. */
  readonly session: Session;
  /** Those whose tables it takes. */
  readonly schemas: readonly string[];
}

/**
 * Takes all tables of a schema for a moment: then nobody has any of them in use. What comes after it waits briefly, as long as
 * nobody has come in between. Nothing is changed where that fails, which it does for want of a right, too: then the swap tells.
 */
export async function awaitTables(session: Session, schema: string, tables: readonly string[]): Promise<void> {
  if (tables.length === 0) return;
  const all = tables.map((table) => `${name(schema)}.${name(table)} WRITE`).join(', ');
  await session.query(`LOCK TABLES ${all}`).catch((error: unknown) => {
    if (isLockTimeout(error)) throw error;
  });
  await session.query('UNLOCK TABLES');
}

/** Tells for whom the work waits, once a connection, and names them where the patience comes to its end: `restore-refused`. */
export async function namingHolders<T>(waiting: Waiting, work: () => Promise<T>): Promise<T> {
  const { context, session } = waiting;
  const seconds = Math.max(1, Math.ceil((context.patienceMs ?? defaultPatienceMs) / 1000));
  await session.query(`SET SESSION lock_wait_timeout = ${seconds}`);
  const [self] = await session.query('select connection_id() as id');
  const watch = startWatch(waiting, self?.['id'] ?? '');
  try {
    return await work();
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    throw occupied(context.target.label, (await watch.stop()) ?? (await seeOnce(waiting, self?.['id'] ?? '')));
  } finally {
    await watch.stop();
  }
}

/** ER_LOCK_WAIT_TIMEOUT, by the server or as a fault that was made of it. */
function isLockTimeout(error: unknown): boolean {
  const { errno, cause } = error as { errno?: number; cause?: { errno?: number } };
  return (errno ?? cause?.errno) === 1205;
}

interface Watch {
  /** Gives who was seen last; undefined where nobody was looked for. */
  stop(): Promise<readonly Holder[] | undefined>;
}

function startWatch(waiting: Waiting, waiter: string): Watch {
  let isWanted = true;
  let wake = () => {};
  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const told = new Set<string>();
  let last: readonly Holder[] | undefined;
  const watching = (async () => {
    await pause(pauses.first);
    if (!isWanted) return;
    await bySession(waiting, async (session, own) => {
      while (isWanted) {
        const sight = await look(session, waiting.schemas);
        if (isWaiting(sight.connections.find((row) => row['Id'] === waiter))) {
          last = holdersIn(sight, waiting.schemas, [waiter, own]);
          const key = last.map(({ id }) => id).join();
          if (!told.has(key)) waiting.context.tell?.(tellWaiting(waiting.context.target.label, last));
          told.add(key);
        }
        await pause(pauses.again);
      }
    });
  })().catch(() => {});
  return {
    async stop() {
      isWanted = false;
      wake();
      await watching;
      return last;
    },
  };
}

/** Where the patience was shorter than the time after which somebody is told. */
async function seeOnce(waiting: Waiting, waiter: string): Promise<readonly Holder[]> {
  return bySession(waiting, async (session, own) =>
    holdersIn(await look(session, waiting.schemas), waiting.schemas, [waiter, own]),
  ).catch(() => []);
}

async function bySession<T>(
  { context, address }: Waiting,
  work: (session: Session, id: string) => Promise<T>,
): Promise<T> {
  const session = await openSession(context.host, address, undefined);
  try {
    const [self] = await session.query('select connection_id() as id');
    return await work(session, self?.['id'] ?? '');
  } finally {
    await session.close().catch(() => {});
  }
}
