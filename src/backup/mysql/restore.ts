import { InterlockError } from '../../errors/interlock-error.ts';
import { secret } from '../../secret.ts';
import type { Beside, Dump, EngineContext, Fill } from '../contract.ts';
import { type Address, readAddress } from './address.ts';
import { adviceFor, reasonOf, restoreFault } from './faults.ts';
import { moveAside } from './move-aside.ts';
import { loadDump, payloadsIn, readThrough } from './payload.ts';
import { readContents } from './read-contents.ts';
import { scratchName } from './scratch.ts';
import { readServer } from './server.ts';
import { literal, name, openSession, type Session } from './session.ts';
import { findTool } from './tools.ts';

interface Work {
  readonly context: EngineContext;
  readonly address: Address;
  readonly dump: Dump;
  readonly copy: string;
  /** Loads everything into a schema; without its events into the copy, where they would run. */
  load(schema: string): Promise<void>;
}

/**
 * Loads the payload into a schema of its own beside the target, as `<database>_restore_<random>`: the user needs the
 * right to create that. Events are only loaded by `swapIn`, since a copy's events would run.
 */
export async function restoreBeside(context: EngineContext, folder: string, dump: Dump): Promise<Beside> {
  try {
    for (const file of payloadsIn(dump.files)) await readThrough(context, `${folder}/${file}`);
  } catch (error) {
    throw restoreFault(error, context);
  }
  return makeBeside(context, dump, async (address, schema) => {
    const files = payloadsIn(dump.files);
    for (const file of schema === address.database ? files : files.slice(0, 1)) {
      await load(context, address, schema, `${folder}/${file}`);
    }
  });
}

/** `fill` loads the events too, or not, as it does for the copy: one that runs there changes nothing of the target. */
export function fillBeside(context: EngineContext, dump: Dump, fill: Fill): Promise<Beside> {
  const { target } = context;
  return makeBeside(context, dump, (_, database) => {
    const url = new URL(target.url.reveal());
    url.pathname = `/${encodeURIComponent(database)}`;
    return fill({ ...target, identity: { ...target.identity, database }, url: secret(url.href) });
  });
}

async function makeBeside(
  context: EngineContext,
  dump: Dump,
  put: (address: Address, schema: string) => Promise<void>,
): Promise<Beside> {
  const refuse = (error: unknown) => Promise.reject(restoreFault(error, context));
  try {
    const address = readAddress(context.host, context.target.url);
    const copy = scratchName(context.owner, address.database);
    const work: Work = { context, address, dump, copy, load: (schema) => put(address, schema) };
    const discard = () =>
      onServer(work, async (session) => {
        await session.query(`DROP DATABASE IF EXISTS ${name(copy)}`);
      }).catch(refuse);
    await createCopy(work);
    await work.load(copy).catch(async (error: unknown) => {
      await discard();
      throw error;
    });
    return {
      fingerprint: () => readCopy(work).catch(refuse),
      swapIn: async () => void (await swapIn(work)),
      swapKeeping: (at) => swapIn(work, at),
      discard,
    };
  } catch (error) {
    return refuse(error);
  }
}

async function createCopy(work: Work): Promise<void> {
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

async function readCopy(work: Work) {
  const { context, address, copy, dump } = work;
  const session = await openSession(context.host, address, copy);
  try {
    const { tables, objects } = await readContents(session);
    // Read through before, and created by the swap.
    const isThere = objects.some((object) => object.kind === 'event');
    const events = isThere ? [] : dump.objects.filter((object) => object.kind === 'event');
    return { tables, objects: [...objects, ...events] };
  } finally {
    await session.close();
  }
}

/**
 * Makes the target anew and loads the payload that has just been proved to load. Renaming tables over from the copy
 * would be quicker, but triggers, views, routines and events cannot follow a table into another schema. There is no
 * transaction around this: a failure says that the target is incomplete, and what to do.
 */
async function swapIn(work: Work, keptAt?: Date): Promise<string | undefined> {
  const { context, address, dump } = work;
  const target = name(address.database);
  let isTouched = false;
  let kept: string | undefined;
  try {
    await onServer(work, async (session) => {
      await findTool(context.host, 'load', await readServer(session));
      if (keptAt) kept = await moveAside(session, context, address.database, keptAt);
      isTouched = true;
      await session.query(`DROP DATABASE IF EXISTS ${target}`);
      await session.query(`CREATE DATABASE ${target} ${characterSet(dump)}`);
    });
    await work.load(address.database);
    return kept;
  } catch (error) {
    if (!isTouched) throw restoreFault(error, context);
    const reason = reasonOf(error, context);
    throw new InterlockError('restore-refused', {
      what: 'The restore stopped half-way.',
      why: `${context.target.label}: ${reason}.`,
      state: `${context.target.label} was emptied, and what is in it now is incomplete.${kept ? ` Its tables are in ${kept}.` : ''} The backups are whole.`,
      next: [...adviceFor(reason), 'Restore the same backup again: `prisma-interlock list` shows its id.'],
      cause: new Error(reason),
    });
  }
}

async function load(context: EngineContext, address: Address, schema: string, file: string): Promise<void> {
  const session = await openSession(context.host, address, schema);
  try {
    const tool = await findTool(context.host, 'load', await readServer(session));
    await loadDump(context, address, tool, schema, file);
  } finally {
    await session.close().catch(() => {});
  }
}

function characterSet(dump: Dump): string {
  return dump.objects.find((object) => object.kind === 'schema')?.detail ?? '';
}

async function onServer<T>(
  { context, address }: Pick<Work, 'context' | 'address'>,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await openSession(context.host, address, undefined);
  try {
    return await work(session);
  } finally {
    await session.close().catch(() => {});
  }
}
