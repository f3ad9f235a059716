/** Which other databases scripts touch, run in this order in one session. */
import type { Host } from '../../host.ts';
import { readInOrder } from '../in-order.ts';
import type { ServerReading } from '../script.ts';
import { type Elsewhere, nowhereElse } from './named.ts';

/** `own`: what the database is called that they are sent to. */
export async function readElsewhere(
  host: Host,
  scripts: readonly string[],
  reading: ServerReading,
  own: string | undefined,
): Promise<Elsewhere> {
  const read = await readInOrder(
    host,
    scripts.map((sql) => ({ migration: undefined, sql })),
    reading,
  );
  const statements = read.flatMap((each) => each.statements);
  switch (reading.dialect) {
    case 'sqlite':
      return (await import('./sqlite.ts')).elsewhereOnSqlite(statements, reading.schema);
    case 'postgresql':
      return (await import('./postgresql.ts')).elsewhereOnPostgresql(statements, own);
    case 'mysql':
      return (await import('./mysql.ts')).elsewhereOnMysql(statements, own);
    default:
      return nowhereElse;
  }
}
