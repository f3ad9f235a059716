import type { Host } from '../../host.ts';
import type { Look, ServerIdentity } from '../../types.ts';
import { stampIn } from '../stamp-text.ts';
import { lookThrough } from '../tools/look-through.ts';
import type { Address } from './address.ts';
import { isMissingDatabase } from './faults.ts';
import { openSession, type Row, type Session } from './session.ts';
import { readSigns, signColumns } from './signs.ts';
import { readStamp, stampColumn } from './stamp.ts';

/** Whoever may log in may read these, unless somebody took that away: then the rest is read without it. */
const cluster = '(SELECT system_identifier::text FROM pg_control_system()) AS server';
const others = `oid::text AS database, datname AS name, current_setting('port') AS port, ${stampColumn} AS stamp`;

const read = (columns: string) => `SELECT ${columns} FROM pg_database WHERE datname = current_database()`;

/** insufficient_privilege, undefined_function, and what servers that merely speak the protocol say. */
const isRefused = (error: unknown) => /^(42501|42883|42P01|0A000)$/.test((error as { code?: string }).code ?? '');

/** Throws nothing. */
export function look(host: Host, address: Address): Promise<Look> {
  return lookThrough(host, {
    ...address,
    name: address.host,
    open: () => openSession(host, { ...address, tls: address.engineTls }),
    isMissing: isMissingDatabase,
    async read(session, bounded) {
      const row = await bounded(ask(session));
      const stamp = stampIn(() => readStamp(row['stamp']));
      return (isLocal) => ({ identity: identityOf(row, address, isLocal), signs: readSigns(row), ...stamp });
    },
  });
}

async function ask(session: Session): Promise<Row> {
  // Which database it is counts for more than how it looks.
  const attempts = [[cluster, others, signColumns], [cluster, others], [others, signColumns], [others]];
  for (const columns of attempts) {
    try {
      const [row] = await session.query(read(columns.join(', ')));
      return row ?? {};
    } catch (error) {
      if (!isRefused(error) || columns.length === 1) throw error;
    }
  }
  return {};
}

function identityOf(row: Row, address: Address, isLocal: boolean): ServerIdentity | undefined {
  const { server, database, name, port } = row;
  if (!server || !database) return undefined;
  const here = isLocal ? `localhost:${address.host.startsWith('/') ? port : address.port}` : undefined;
  return { provider: 'postgresql', server, database, name: name ?? undefined, here };
}
