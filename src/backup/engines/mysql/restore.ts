import { type Address, readAddress } from '../../../databases/mysql/address.ts';
import { restoreFault } from '../../../databases/mysql/faults.ts';
import { readServer } from '../../../databases/mysql/server.ts';
import { literal, name, openSession, type Session } from '../../../databases/mysql/session.ts';
import { findTool } from '../../../databases/mysql/tools.ts';
import { InterlockError } from '../../../errors/interlock-error.ts';
import { secret } from '../../../secrets/secret.ts';
import type { Target } from '../../../types.ts';
import type { Beside, Dump, EngineContext, Fill } from '../contract.ts';
import { type Copy, fillCopy, readCopy } from './fill-copy.ts';
import { loadDump, payloadsIn, readPayload, readThrough } from './payload.ts';
import { scratchName } from './scratch.ts';
import { type Swap, swap, UnfinishedSwap } from './swap.ts';

/** How a copy is filled, and the events that it does not get, since they would run there. */
interface Source {
  /** `forbidden`: definers that this user may not name. */
  load(address: Address, schema: string, forbidden: readonly string[]): Promise<void>;
  events(): Promise<Buffer>;
}

/**
 * Loads the payload into a schema of its own beside the target, as `<database>_restore_<random>`: the user needs the
 * right to create that. Events are only made by the swap, since a copy's events would run.
 */
export async function restoreBeside(context: EngineContext, folder: string, dump: Dump): Promise<Beside> {
  try {
    for (const file of payloadsIn(dump.files)) await readThrough(context, `${folder}/${file}`);
  } catch (error) {
    throw restoreFault(error, context);
  }
  const payloads = payloadsIn(dump.files);
  const events = payloads.find((file) => file.startsWith('events.'));
  return makeBeside(context, dump, {
    load: async (address, schema, forbidden) => {
      for (const file of payloads) {
        if (file !== events) await load(context, address, schema, `${folder}/${file}`, forbidden);
      }
    },
    events: async () => (events ? readPayload(context, `${folder}/${events}`) : Buffer.alloc(0)),
  });
}

/** `fill` loads the events too, or not: one that runs in the copy changes nothing of the target. */
export function fillBeside(context: EngineContext, dump: Dump, fill: Fill): Promise<Beside> {
  return makeBeside(context, dump, {
    load: (_, database) => fill(besideIt(context, database)),
    events: async () => Buffer.alloc(0),
  });
}

/** Another schema of the same server. */
function besideIt({ target }: EngineContext, database: string): Target {
  const url = new URL(target.url.reveal());
  url.pathname = `/${encodeURIComponent(database)}`;
  return { ...target, identity: { ...target.identity, database, server: undefined }, url: secret(url.href) };
}

async function makeBeside(context: EngineContext, dump: Dump, source: Source): Promise<Beside> {
  const refuse = (error: unknown) => Promise.reject(restoreFault(error, context));
  try {
    const address = readAddress(context.host, context.target.url);
    const copy = scratchName(context.owner, address.database);
    const work: Copy = { context, address, dump, copy };
    let isUnfinished = false;
    const discard = async () => {
      if (isUnfinished) return;
      await onServer(work, (session) => session.query(`DROP DATABASE IF EXISTS ${name(copy)}`)).catch(refuse);
    };
    const swapIn = async (keep?: Swap['keep']) => {
      try {
        const events = await source.events();
        return await swap({ context, address, copy, characterSet: characterSet(dump), events, keep });
      } catch (error) {
        isUnfinished = error instanceof InterlockError && error.cause instanceof UnfinishedSwap;
        return refuse(error);
      }
    };
    await createCopy(work);
    try {
      const filled = await fillCopy(work, source.load);
      return {
        copy: besideIt(context, copy),
        fingerprint: () => readCopy(work, filled).catch(refuse),
        swapIn: async () => void (await swapIn()),
        swapKeeping: (at, because = 'undo') => swapIn({ at, because }),
        discard,
        omissions: filled.omissions,
      };
    } catch (error) {
      await discard();
      throw error;
    }
  } catch (error) {
    return refuse(error);
  }
}

async function createCopy(work: Copy): Promise<void> {
  const { address, copy } = work;
  await onServer(work, (session) => session.query(`CREATE DATABASE ${name(copy)} ${characterSet(work.dump)}`)).catch(
    (error: unknown) => {
      // ER_DBACCESS_DENIED_ERROR
      if ((error as { errno?: number }).errno !== 1044) throw error;
      const pattern = `${address.database.slice(0, 40).replace(/[_%]/g, '\\$&')}\\_restore\\_%`;
      throw new InterlockError('restore-refused', {
        why: `A restore is loaded beside the database first, and ${address.user} may not create ${copy}.`,
        next: [`Have an administrator run: GRANT ALL ON ${name(pattern)}.* TO ${literal(address.user)}@'%';`],
      });
    },
  );
}

async function load(
  context: EngineContext,
  address: Address,
  schema: string,
  file: string,
  forbidden: readonly string[],
): Promise<void> {
  const session = await openSession(context.host, address, schema);
  try {
    const tool = await findTool(context.host, 'load', await readServer(session));
    await loadDump(context, address, tool, schema, file, forbidden);
  } finally {
    await session.close().catch(() => {});
  }
}

function characterSet(dump: Dump): string {
  return dump.objects.find((object) => object.kind === 'schema')?.detail ?? '';
}

async function onServer<T>(
  { context, address }: Pick<Copy, 'context' | 'address'>,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await openSession(context.host, address, undefined);
  try {
    return await work(session);
  } finally {
    await session.close().catch(() => {});
  }
}
