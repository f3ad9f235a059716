import type { Socket } from 'node:net';
import type { Client as PgClient, QueryResult } from 'pg';
import type { Host } from '../../host.ts';
import type { Address } from './address.ts';

export type Row = Record<string, string | null>;

/** One connection. All values come as text, as the server writes them. */
export interface Session {
  /** Of one statement or several; gives the rows of all. */
  query(sql: string): Promise<Row[]>;
  close(): Promise<void>;
  /** Without a word to the server, which may have stopped answering. */
  abandon(): void;
}

export async function openSession(host: Host, address: Address, database = address.database): Promise<Session> {
  const client = await connect(host, address, database);
  // A server that goes away while we are idle must fail the next query, not this process.
  client.on('error', () => {});
  return {
    query: async (sql) => {
      const results: QueryResult<Row> | QueryResult<Row>[] = await client.query<Row>(sql);
      return [results].flat().flatMap(({ rows }) => rows);
    },
    close: () => client.end(),
    abandon: () => void (client as PgClient & { connection: { stream: Socket } }).connection.stream.destroy(),
  };
}

async function connect(host: Host, address: Address, database: string): Promise<PgClient> {
  const { Client } = host.require('pg') as typeof import('pg');
  const attempt = async (ssl: false | object) => {
    const options = {
      host: address.host,
      port: address.port,
      user: address.user,
      password: address.password,
      database,
      ssl,
      connectionTimeoutMillis: address.connectTimeoutSeconds * 1000,
      application_name: 'prisma-interlock',
      types: { getTypeParser: () => (value: unknown) => value },
    };
    // The driver reads variables of libpq, which Prisma's engine does not: any of them could keep it from connecting.
    const client = host.withoutVariables(/^PG/i, () => new Client(options));
    await client.connect();
    return client;
  };
  const isSocket = address.host.startsWith('/');
  if (address.tls === 'disable' || isSocket) return attempt(false);
  try {
    const authority =
      address.authority && address.tls === 'verify' ? { ca: host.fs.readFileSync(address.authority) } : {};
    return await attempt({ rejectUnauthorized: address.tls === 'verify', ...authority });
  } catch (error) {
    const isPlain = error instanceof Error && /does not support SSL/i.test(error.message);
    if (address.tls === 'prefer' && isPlain) return attempt(false);
    throw error;
  }
}

/** Works from a database that is not the target: nobody can rename the one he is in. */
export async function maintain<T>(host: Host, address: Address, work: (session: Session) => Promise<T>): Promise<T> {
  const places = ['postgres', 'template1'].filter((place) => place !== address.database);
  let session: Session | undefined;
  for (const place of places) {
    try {
      session = await openSession(host, address, place);
      break;
    } catch (error) {
      if (place === places.at(-1)) throw error;
    }
  }
  if (!session) throw new Error('no database to work from');
  try {
    // A role, or that database, may be read-only by default.
    await session.query('SET default_transaction_read_only TO off');
    return await work(session);
  } finally {
    await session.close().catch(() => {});
  }
}

/** The server's own number, without what the distribution adds to it: `15.18`. */
export async function readVersion(session: Session): Promise<string> {
  const [row] = await session.query("select current_setting('server_version') as version");
  return row?.['version']?.split(' ')[0] ?? '';
}

export function name(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

export function literal(text: string): string {
  const quoted = text.replaceAll("'", "''");
  return text.includes('\\') ? ` E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`;
}
