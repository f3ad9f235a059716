import type { Host } from '../../host.ts';
import type { Look, ServerIdentity } from '../../types.ts';
import { stampIn } from '../stamp-text.ts';
import { lookThrough } from '../tools/look-through.ts';
import type { Address } from './address.ts';
import { isMissingDatabase } from './faults.ts';
import { openSession, type Session } from './session.ts';
import { readSigns } from './signs.ts';
import { foldName, readStamp } from './stamp.ts';

/** By name, because a server refuses a statement with a variable that it does not know. */
const variables = ['server_uuid', 'server_uid', 'lower_case_table_names', 'hostname', 'datadir', 'port'];

/** Throws nothing. */
export function look(host: Host, address: Address): Promise<Look> {
  return lookThrough(host, {
    ...address,
    name: address.socket ?? address.host,
    open: () => openSession(host, address, address.database),
    isMissing: isMissingDatabase,
    async read(session, bounded) {
      const said = await bounded(ask(session));
      const database = foldName(address.database, said.get('lower_case_table_names'));
      const stamp = await bounded(stampOf(session, database));
      const signs = await bounded(readSigns(session));
      return (isLocal) => ({ identity: identityOf(host, said, { address, database, isLocal }), signs, ...stamp });
    },
  });
}

async function ask(session: Session): Promise<ReadonlyMap<string, string>> {
  const names = variables.map((name) => `'${name}'`).join(', ');
  const rows = await session.query(`SHOW GLOBAL VARIABLES WHERE Variable_name IN (${names})`);
  return new Map(rows.map((row) => [row['Variable_name'] ?? '', row['Value'] ?? '']));
}

async function stampOf(session: Session, database: string): Promise<Pick<Look, 'stamp' | 'problem'>> {
  const stamp = await readStamp(session, database).catch((error: unknown) => error as Error);
  return stampIn(() => {
    if (stamp instanceof Error) throw stamp;
    return stamp;
  });
}

function identityOf(
  host: Host,
  said: ReadonlyMap<string, string>,
  { address, database, isLocal }: { readonly address: Address; readonly database: string; readonly isLocal: boolean },
): ServerIdentity | undefined {
  const server = said.get('server_uuid') || said.get('server_uid') || folderOf(host, said, isLocal);
  if (!server) return undefined;
  const here = isLocal ? `localhost:${address.socket === undefined ? address.port : said.get('port')}` : undefined;
  return { provider: 'mysql', server, database, here };
}

/** MariaDB has had a number of its own since 11 only. On this machine no two servers share a data folder. */
function folderOf(host: Host, said: ReadonlyMap<string, string>, isLocal: boolean): string | undefined {
  const name = said.get('hostname');
  const folder = said.get('datadir');
  return isLocal && folder && name === host.hostname() ? `${name}:${folder}` : undefined;
}
