import { randomBytes } from 'node:crypto';
import { type Address, readAddress } from '../../../databases/postgresql/address.ts';
import { restoreFault, subjectOf } from '../../../databases/postgresql/faults.ts';
import {
  literal,
  maintain,
  name,
  openSession,
  readVersion,
  type Session,
} from '../../../databases/postgresql/session.ts';
import { connection, findTool } from '../../../databases/postgresql/tools.ts';
import { runTool } from '../../../databases/tools/run-tool.ts';
import { compareVersions } from '../../../databases/tools/version.ts';
import { InterlockError } from '../../../errors/interlock-error.ts';
import { secret } from '../../../secrets/secret.ts';
import type { Beside, Dump, EngineContext, Fill } from '../contract.ts';
import { payload } from './archive.ts';
import { createLike } from './database-object.ts';
import { beginSnapshot, readContents } from './read-contents.ts';
import { keptName, scratchName } from './scratch.ts';

export function restoreBeside(context: EngineContext, folder: string, dump: Dump): Promise<Beside> {
  return makeBeside(context, dump, (address, version) => load(context, address, `${folder}/${payload}`, dump, version));
}

export function fillBeside(context: EngineContext, dump: Dump, fill: Fill): Promise<Beside> {
  const { target } = context;
  return makeBeside(context, dump, ({ database }) => {
    const url = new URL(target.url.reveal());
    url.pathname = `/${database}`;
    return fill({ ...target, identity: { ...target.identity, database }, url: secret(url.href) });
  });
}

/** Creates a database like the one that was dumped, next to the target, and has it loaded. */
async function makeBeside(
  context: EngineContext,
  dump: Dump,
  put: (copy: Address, serverVersion: string) => Promise<void>,
): Promise<Beside> {
  const refuse = (error: unknown) => Promise.reject(restoreFault(error, subjectOf(context)));
  try {
    const address = readAddress(context.host, context.target.url);
    const copy = scratchName(context.owner);
    const discard = () => maintain(context.host, address, (session) => drop(session, copy)).catch(refuse);
    try {
      const version = await maintain(context.host, address, async (session) => {
        for (const statement of createLike(dump, copy)) await session.query(statement);
        return readVersion(session);
      });
      await put({ ...address, database: copy }, version);
    } catch (error) {
      await discard();
      throw error;
    }
    return {
      fingerprint: () => readCopy(context, address, copy).catch(refuse),
      swapIn: () => swapIn(context, address, copy).then(() => {}, refuse),
      swapKeeping: (at) => swapIn(context, address, copy, at).catch(refuse),
      discard,
    };
  } catch (error) {
    return refuse(error);
  }
}

async function load(context: EngineContext, copy: Address, file: string, dump: Dump, version: string): Promise<void> {
  const { host } = context;
  const newest = [version, dump.tool?.version ?? ''].sort(compareVersions).at(-1) ?? '';
  const tool = await findTool(host, 'pg_restore', newest);
  // Two at once and one that leads them: of the connections that a role may have, few.
  const args = ['--jobs=2', '--exit-on-error', '--no-password', `--dbname=dbname=${copy.database}`, file];
  await runTool(host, { path: tool.path, args, ...connection(host, copy) });
}

export async function readCopy({ host }: EngineContext, address: Address, copy: string) {
  const session = await openSession(host, address, copy);
  try {
    await beginSnapshot(session);
    return await readContents(session);
  } finally {
    await session.close();
  }
}

/**
 * Renames the target away and the copy into its place, in one transaction: whoever dies in between leaves the target
 * as it was. The first rename locks new sessions out and waits up to five seconds for the present ones
 * (dbcommands.c, RenameDatabase), which a second session ends meanwhile.
 */
export async function swapIn(
  context: EngineContext,
  address: Address,
  copy: string,
  keptAt?: Date,
): Promise<string | undefined> {
  const target = address.database;
  const former = keptAt ? keptName(context, target, keptAt) : `replaced_${randomBytes(6).toString('hex')}`;
  return maintain(context.host, address, async (session) => {
    const [existing] = await session.query(`select from pg_database where datname = ${literal(target)}`);
    await session.query('BEGIN');
    if (existing) {
      const ending = endSessions(context, address, [target, copy]);
      try {
        await session.query(`ALTER DATABASE ${name(target)} RENAME TO ${name(former)}`);
      } finally {
        await ending.stop();
      }
    }
    await session.query(`ALTER DATABASE ${name(copy)} RENAME TO ${name(target)}`);
    // Until now a snapshot lets nobody in.
    await session.query(`ALTER DATABASE ${name(target)} ALLOW_CONNECTIONS true`);
    await session.query('COMMIT').catch((error: unknown) => Promise.reject(unanswered(context, former, error)));
    if (!existing) return undefined;
    if (keptAt) return former;
    await drop(session, former).catch((error: unknown) => Promise.reject(leftOver(context, former, error)));
    return undefined;
  });
}

function unanswered(context: EngineContext, former: string, cause: unknown): InterlockError {
  const { why, next } = restoreFault(cause, subjectOf(context));
  return new InterlockError('restore-refused', {
    what: 'The connection was lost while the backup was put in the place of the database.',
    why,
    next,
    state: `The database is the old one, or the restored one; then the old one is called ${former}.`,
    cause,
  });
}

function leftOver(context: EngineContext, former: string, cause: unknown): InterlockError {
  return new InterlockError('restore-refused', {
    what: 'The backup was restored, and the database that it replaced could not be removed.',
    why: `It is now called ${former}: ${restoreFault(cause, subjectOf(context)).why}`,
    next: [`DROP DATABASE ${former};`],
    state: 'The backup is in its place.',
  });
}

/** Ends whoever works in these databases, again and again, until stopped. */
function endSessions(context: EngineContext, address: Address, databases: readonly string[]) {
  let isWanted = true;
  const list = databases.map(literal).join(', ');
  const work = maintain(context.host, address, async (session) => {
    while (isWanted) {
      await session.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname in (${list}) and pid <> pg_backend_pid() and backend_type = 'client backend'`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
  // Where sessions cannot be ended the rename fails, and says that the database is in use.
  work.catch(() => {});
  const stop = async () => {
    isWanted = false;
    await work.catch(() => {});
  };
  return { stop };
}

export async function drop(session: Session, database: string): Promise<void> {
  await session.query(`DROP DATABASE IF EXISTS ${name(database)}`);
}
