import type { Connection } from 'mysql2/promise';
import type { Host } from '../../host.ts';
import type { Address } from './address.ts';

export type Row = Record<string, string | null>;

/** One connection. All values come as text, as the server writes them. */
export interface Session {
  query(sql: string): Promise<Row[]>;
  close(): Promise<void>;
  /** Without a word to the server, which may have stopped answering. */
  abandon(): void;
}

/** `database`: undefined to be in none. */
export async function openSession(host: Host, address: Address, database: string | undefined): Promise<Session> {
  const connection = await connect(host, address, database);
  // A server that goes away while we are idle must fail the next query, not this process.
  connection.on('error', () => {});
  const session: Session = {
    query: async (sql) => {
      const [rows] = await connection.query<never>({ sql, typeCast: (field) => field.string('utf8') });
      return Array.isArray(rows) ? rows : [];
    },
    close: () => connection.end(),
    abandon: () => connection.destroy(),
  };
  // Backquotes and plain strings in whatever SHOW CREATE prints; times as the dump writes them; no wait without end.
  await session.query(
    "SET SESSION sql_mode = '', time_zone = '+00:00', lock_wait_timeout = 30, sql_quote_show_create = 1",
  );
  return session;
}

async function connect(host: Host, address: Address, database: string | undefined): Promise<Connection> {
  const { createConnection } = host.require('mysql2/promise') as typeof import('mysql2/promise');
  const authority =
    address.authority && address.tls === 'verify' ? { ca: host.fs.readFileSync(address.authority, 'utf8') } : {};
  const limit = address.connectTimeoutSeconds * 1000;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${address.connectTimeoutSeconds} s (timeout)`)),
      limit + 500,
    );
  });
  const connecting = createConnection({
    ...(address.socket ? { socketPath: address.socket } : { host: address.host, port: address.port }),
    user: address.user,
    password: address.password,
    ...(database !== undefined && { database }),
    ...(address.tls !== 'plain' && { ssl: { rejectUnauthorized: address.tls === 'verify', ...authority } }),
    charset: 'utf8mb4',
    connectTimeout: limit,
  });
  try {
    return await Promise.race([connecting, late]);
  } catch (error) {
    connecting.then((connection) => connection.destroy()).catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

export function name(text: string): string {
  return `\`${text.replaceAll('`', '``')}\``;
}

export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
