import { type Address, readAddress } from '../../../databases/postgresql/address.ts';
import { restoreFault, subjectOf } from '../../../databases/postgresql/faults.ts';
import { maintain, name, openSession, readVersion, type Session } from '../../../databases/postgresql/session.ts';
import { connection, findTool } from '../../../databases/postgresql/tools.ts';
import { runTool } from '../../../databases/tools/run-tool.ts';
import { compareVersions } from '../../../databases/tools/version.ts';
import { secret } from '../../../secrets/secret.ts';
import type { Beside, Dump, EngineContext, Fill } from '../contract.ts';
import { payload } from './archive.ts';
import { createLike } from './database-object.ts';
import { beginSnapshot, readContents } from './read-contents.ts';
import { scratchName } from './scratch.ts';
import { swapIn } from './swap.ts';

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
      isShared: true,
      swapIn: () => swapIn(context, address, copy).then(() => {}, refuse),
      swapKeeping: (at, because = 'undo') => swapIn(context, address, copy, { at, because }).catch(refuse),
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

export async function drop(session: Session, database: string): Promise<void> {
  await session.query(`DROP DATABASE IF EXISTS ${name(database)}`);
}
