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
import { findTool } from '../../../databases/postgresql/tools.ts';
import { schemaIn } from '../../../databases/server-url.ts';
import { compareVersions } from '../../../databases/tools/version.ts';
import { secret } from '../../../secrets/secret.ts';
import type { Target } from '../../../types.ts';
import type { Beside, Dump, EngineContext, Fill, Like, Omission } from '../contract.ts';
import { payload } from './archive.ts';
import { compareIn } from './compare-in.ts';
import { createLike, settingsLike } from './database-object.ts';
import { climb } from './ladder/climb.ts';
import { otherValues } from './ladder/other-values.ts';
import { tellingLoad } from './load-progress.ts';
import { scratchName } from './scratch.ts';
import { swapIn } from './swap.ts';

export function restoreBeside(context: EngineContext, folder: string, dump: Dump): Promise<Beside> {
  return makeBeside(context, dump, (copy) =>
    tellingLoad(context, copy.address, dump, () => load(context, copy, `${folder}/${payload}`, dump)),
  );
}

export function fillBeside(context: EngineContext, dump: Dump, fill: Fill): Promise<Beside> {
  return makeBeside(context, dump, async ({ address: { database } }) => {
    await fill(besideIt(context, database));
    return [];
  });
}

/** Another database of the same server. */
function besideIt({ target }: EngineContext, database: string): Target {
  const url = new URL(target.url.reveal());
  url.pathname = `/${encodeURIComponent(database)}`;
  return { ...target, identity: { ...target.identity, database, server: undefined }, url: secret(url.href) };
}

/** A database beside the target, without anything in it. */
interface Emptied {
  readonly address: Address;
  readonly serverVersion: string;
  /** Makes it anew. */
  empty(): Promise<void>;
}

/** Creates a database like the one that was dumped, next to the target, and has it loaded. */
async function makeBeside(
  context: EngineContext,
  dump: Dump,
  put: (copy: Emptied) => Promise<readonly Omission[]>,
): Promise<Beside> {
  const refuse = (error: unknown) => Promise.reject(restoreFault(error, subjectOf(context)));
  try {
    const address = readAddress(context.host, context.target.url);
    const copy = scratchName(context.owner);
    const discard = () => maintain(context.host, address, (session) => drop(session, copy)).catch(refuse);
    const run = (statements: readonly string[]) =>
      maintain(context.host, address, async (session) => {
        for (const statement of statements) await session.query(statement);
        return readVersion(session);
      });
    const create = () => run([...createLike(dump, copy), writable(copy)]);
    const omissions: Omission[] = [];
    let number: string | undefined;
    try {
      const serverVersion = await create();
      const empty = async () => {
        await discard();
        await create();
      };
      omissions.push(...(await put({ address: { ...address, database: copy }, serverVersion, empty })));
      await run([`ALTER ROLE CURRENT_USER IN DATABASE ${name(copy)} RESET ALL`, ...settingsLike(dump, copy)]);
    } catch (error) {
      await discard();
      throw error;
    }
    return {
      omissions,
      copy: besideIt(context, copy),
      fingerprint: async (like = dump) => {
        number = await numberOf(context, address, copy).catch(refuse);
        const contents = await readCopy(context, address, copy, like).catch(refuse);
        const sides = { original: address, copy: { ...address, database: copy } };
        const others = await otherValues(context, sides, dump, contents).catch(refuse);
        const known = omissions.splice(0).filter(({ how }) => how !== 'other-value');
        omissions.push(...known, ...others);
        return contents;
      },
      isInPlace: async () => number !== undefined && number === (await numberOf(context, address, address.database)),
      swapIn: () => swapIn(context, address, copy).then(() => {}, refuse),
      swapKeeping: (at, because = 'undo') => swapIn(context, address, copy, { at, because }).catch(refuse),
      discard,
    };
  } catch (error) {
    return refuse(error);
  }
}

/** The oid, which a database keeps when it is renamed; undefined where there is none of that name. */
function numberOf({ host }: EngineContext, address: Address, database: string): Promise<string | undefined> {
  return maintain(host, address, async (session) => {
    const [row] = await session.query(
      `SELECT oid::text AS number FROM pg_database WHERE datname = ${literal(database)}`,
    );
    return row?.['number'] ?? undefined;
  });
}

/** What a user has of his own may forbid writing; the settings of the database itself come last. */
const writable = (copy: string) =>
  `ALTER ROLE CURRENT_USER IN DATABASE ${name(copy)} SET default_transaction_read_only TO off`;

async function load(
  { host, target }: EngineContext,
  { address, serverVersion: version, empty }: Emptied,
  file: string,
  dump: Dump,
): Promise<readonly Omission[]> {
  const newest = [version, dump.tool?.version ?? ''].sort(compareVersions).at(-1) ?? '';
  const { path: program } = await findTool(host, 'pg_restore', newest);
  const schema = schemaIn(target.url.reveal());
  const first = schema ? [name(schema)] : [];
  return climb({ copy: { host, address, program, version }, file, dump, empty, first });
}

export async function readCopy(context: EngineContext, address: Address, copy: string, like: Like) {
  const session = await openSession(context.host, address, copy);
  try {
    return await compareIn(context, session, address, copy, like);
  } finally {
    await session.close();
  }
}

export async function drop(session: Session, database: string): Promise<void> {
  await session.query(`DROP DATABASE IF EXISTS ${name(database)}`);
}
