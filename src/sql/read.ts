/** Reads a script as the server of its dialect would. */
import type { Host } from '../host.ts';
import type { ServerReading, SqlStatement } from './script.ts';

/** One of them is loaded at the first script that is not blank, and stays. */
const readers: {
  postgresql?: Promise<typeof import('./postgresql/read.ts')>;
  mysql?: Promise<typeof import('./mysql/read.ts')>;
  sqlite?: Promise<typeof import('./sqlite/read.ts')>;
} = {};

export async function readSql(host: Host, sql: string, reading: ServerReading): Promise<readonly SqlStatement[]> {
  if (sql.trim() === '') return [];
  switch (reading.dialect) {
    case 'postgresql':
      readers.postgresql ??= import('./postgresql/read.ts');
      return (await readers.postgresql).readPostgresql(host, sql, reading);
    case 'mysql':
      readers.mysql ??= import('./mysql/read.ts');
      return (await readers.mysql).readMysql(sql, reading);
    case 'sqlite':
      readers.sqlite ??= import('./sqlite/read.ts');
      return (await readers.sqlite).readSqlite(sql, reading);
  }
}
