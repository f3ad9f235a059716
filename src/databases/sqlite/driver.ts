import { pathToFileURL } from 'node:url';
import type { Host } from '../../host.ts';

export type Value = bigint | number | string | Uint8Array | null;

/** The few calls that both drivers can do. Integers are read as bigint, so that none loses digits. */
export interface Connection {
  run(sql: string): void;
  /** Rows as objects by column name; read while iterated. */
  rows(sql: string): Iterable<Record<string, Value>>;
  close(): void;
}

/** How long a lock of another program is waited for, in milliseconds. */
const busyTimeoutMs = 10_000;

/**
 * Opens a file that exists and never makes one. `rw` recovers what a crashed writer left in its journal.
 * Through `node:sqlite` where this Node has it (22.13), else through `libsql`.
 */
export async function open(host: Host, file: string, mode: 'rw' | 'ro'): Promise<Connection> {
  const address = `${pathToFileURL(file).href}?mode=${mode}`;
  const own = host.sqlite() as NodeSqlite | undefined;
  const connection = own ? throughNode(own, address) : throughLibsql(host.require('libsql') as Libsql, address);
  connection.run(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  return connection;
}

export function readValue(connection: Connection, sql: string): Value {
  // Read to the end: a statement that was left half-way keeps its lock.
  const [row] = [...connection.rows(sql)];
  return Object.values(row ?? {})[0] ?? null;
}

interface NodeSqlite {
  readonly DatabaseSync: new (
    path: string,
  ) => {
    exec(sql: string): void;
    prepare(sql: string): { setReadBigInts(on: boolean): void; iterate(): Iterable<Record<string, Value>> };
    /** From 24.12 on, where it is on by default. */
    enableDefensive?(on: boolean): void;
    close(): void;
  };
}

function throughNode({ DatabaseSync }: NodeSqlite, address: string): Connection {
  const database = new DatabaseSync(address);
  // Else the tables that a module keeps its data in could not be made in a copy.
  database.enableDefensive?.(false);
  return {
    run: (sql) => database.exec(sql),
    rows(sql) {
      const statement = database.prepare(sql);
      statement.setReadBigInts(true);
      return statement.iterate();
    },
    close: () => database.close(),
  };
}

type Libsql = typeof import('libsql');

function throughLibsql(Database: Libsql, address: string): Connection {
  const database = new (Database as unknown as new (path: string) => import('libsql').Database)(address);
  return {
    run: (sql) => {
      database.exec(sql);
    },
    rows: (sql) => database.prepare(sql).safeIntegers(true).iterate() as Iterable<Record<string, Value>>,
    close: () => {
      database.close();
    },
  };
}
