/** Which tables of a database hold rows, whatever kind of server it is on. */
import type { FilledTable } from '../databases/filled-table.ts';
import type { Host } from '../host.ts';
import { plain } from '../secrets/clean.ts';
import { scrub } from '../secrets/scrub.ts';
import type { Target } from '../types.ts';

/** `missing`: there is no such database. `unread`: nobody knows what it holds; `why` is without secrets and full stop. */
export type Filled =
  | { readonly kind: 'read'; readonly tables: readonly FilledTable[] }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unread'; readonly why: string };

/** Reads only, by one connection that is closed again. Never throws: what cannot be read is `unread`. */
export async function readFilled(host: Host, target: Target): Promise<Filled> {
  try {
    const { provider } = target.identity;
    if (provider === 'sqlite') return await inSqlite(host, target);
    if (provider === 'postgresql') return await inPostgresql(host, target);
    if (provider === 'mysql') return await inMysql(host, target);
    return { kind: 'unread', why: `nobody here can read a database of ${provider}` };
  } catch (error) {
    const said = error instanceof Error ? error.message || error.name : String(error);
    return { kind: 'unread', why: plain(scrub(said, [target.url.reveal(), passwordOf(target)])).replace(/\.$/, '') };
  }
}

async function inPostgresql(host: Host, { url }: Target): Promise<Filled> {
  const [{ openSession }, { readAddress }, { isMissingDatabase }, { readFilledTables }] = await Promise.all([
    import('../databases/postgresql/session.ts'),
    import('../databases/postgresql/address.ts'),
    import('../databases/postgresql/faults.ts'),
    import('../databases/postgresql/filled-tables.ts'),
  ]);
  return read(() => openSession(host, readAddress(host, url)), isMissingDatabase, readFilledTables);
}

async function inMysql(host: Host, { url }: Target): Promise<Filled> {
  const [{ openSession }, { readAddress }, { isMissingDatabase }, { readFilledTables }] = await Promise.all([
    import('../databases/mysql/session.ts'),
    import('../databases/mysql/address.ts'),
    import('../databases/mysql/faults.ts'),
    import('../databases/mysql/filled-tables.ts'),
  ]);
  const address = readAddress(host, url);
  return read(() => openSession(host, address, address.database), isMissingDatabase, readFilledTables);
}

async function inSqlite(host: Host, { identity }: Target): Promise<Filled> {
  // Nothing outlives its connection.
  if (identity.database === ':memory:' || !host.fs.existsSync(identity.database)) return { kind: 'missing' };
  const [{ open }, { readFilledTables }] = await Promise.all([
    import('../databases/sqlite/driver.ts'),
    import('../databases/sqlite/filled-tables.ts'),
  ]);
  const connection = await open(host, identity.database, 'ro');
  try {
    return { kind: 'read', tables: readFilledTables(connection) };
  } finally {
    connection.close();
  }
}

async function read<S extends { close(): Promise<void> }>(
  open: () => Promise<S>,
  isMissing: (error: unknown) => boolean,
  readTables: (session: S) => Promise<FilledTable[]>,
): Promise<Filled> {
  let session: S;
  try {
    session = await open();
  } catch (error) {
    if (isMissing(error)) return { kind: 'missing' };
    throw error;
  }
  try {
    return { kind: 'read', tables: await readTables(session) };
  } finally {
    await session.close().catch(() => {});
  }
}

function passwordOf({ url }: Target): string {
  try {
    return decodeURIComponent(new URL(url.reveal()).password);
  } catch {
    return '';
  }
}
