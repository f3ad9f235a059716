/** Who has tables of a schema in use, as far as the user of the URL may see it. */
import { literal, type Row, type Session } from '../../../databases/mysql/session.ts';
import { InterlockError } from '../../../errors/interlock-error.ts';
import { formatDuration } from '../../../ui/units.ts';

export interface Holder {
  /** Of the connection. */
  readonly id: string;
  /** `connection 42 of app at 10.0.0.5:51234, in a transaction for 12 s (SELECT 1)`. */
  readonly name: string;
  /** Whether it has a table in use; else it is merely in the schema, and the rest may not be seen. */
  readonly isSure: boolean;
}

/** What a server tells. `locks` is empty where it keeps no account of them, `transactions` undefined where they are not shown. */
export interface Sight {
  /** `Id`, `User`, `Host`, `db`, `Command`, `Time`, `State`, `Info`: SHOW FULL PROCESSLIST. */
  readonly connections: readonly Row[];
  /** `id` and `statement`: those that hold a lock on a table. */
  readonly locks: readonly Row[];
  /** `id`, `seconds`, `statement`. */
  readonly transactions: readonly Row[] | undefined;
}

export async function look(session: Session, schemas: readonly string[]): Promise<Sight> {
  const ask = (sql: string) => session.query(sql).catch(() => undefined);
  const connections = (await ask('SHOW FULL PROCESSLIST')) ?? [];
  const locks = await ask(`select t.processlist_id as id, max(s.sql_text) as statement
    from performance_schema.metadata_locks l join performance_schema.threads t on t.thread_id = l.owner_thread_id
    left join performance_schema.events_statements_current s on s.thread_id = l.owner_thread_id
    where l.object_type = 'TABLE' and l.lock_status = 'GRANTED' and l.object_schema in (${schemas.map(literal).join(', ')})
    group by t.processlist_id`);
  // It is told in the server's own time zone.
  await ask("SET SESSION time_zone = 'SYSTEM'");
  const transactions = await ask(`select trx_mysql_thread_id as id, trx_query as statement,
    timestampdiff(second, trx_started, now()) as seconds from information_schema.innodb_trx`);
  return { connections, locks: locks ?? [], transactions };
}

/** `own`: connections that are ours. */
export function holdersIn(sight: Sight, schemas: readonly string[], own: readonly string[]): Holder[] {
  const locks = new Map(sight.locks.map((row) => [row['id'], row]));
  const transactions = new Map((sight.transactions ?? []).map((row) => [row['id'], row]));
  const others = sight.connections.filter((row) => !own.includes(row['Id'] ?? '') && !isWaiting(row));
  const isIn = (row: Row) => schemas.includes(row['db'] ?? '');
  const isAtWork = (row: Row) => isIn(row) && !['Sleep', 'Daemon', 'Binlog Dump'].includes(row['Command'] ?? '');
  const sure = others.filter((row) =>
    locks.size > 0 ? locks.has(row['Id'] ?? '') : isAtWork(row) || transactions.has(row['Id'] ?? ''),
  );
  // A transaction may have used tables of a schema that its connection is not in.
  const near = sure.filter(isIn);
  const found = locks.size > 0 || near.length === 0 ? sure : near;
  const shown = found.length > 0 || sight.transactions !== undefined ? found : others.filter(isIn);
  return shown.map((row) => {
    const id = row['Id'] ?? '';
    return { id, name: nameOf(row, transactions.get(id), locks.get(id)), isSure: found.length > 0 };
  });
}

/** For a lock that others hold. */
export function isWaiting(row: Row | undefined): boolean {
  return /^Waiting for .*lock/i.test(row?.['State'] ?? '');
}

function nameOf(row: Row, transaction: Row | undefined, lock: Row | undefined): string {
  const statement = row['Info'] ?? transaction?.['statement'] ?? lock?.['statement'] ?? '';
  const isIdle = row['Command'] === 'Sleep';
  const seconds = transaction?.['seconds'] ?? row['Time'] ?? '0';
  const state = transaction ? 'in a transaction' : isIdle ? 'idle' : 'at work';
  const text = statement === '' ? '' : ` (${firstOf(statement)})`;
  return `connection ${row['Id']} of ${row['User']} at ${row['Host']}, ${state} for ${formatDuration(1000 * Number(seconds))}${text}`;
}

/** In one line of at most 80 characters. */
function firstOf(statement: string): string {
  const line = statement.replace(/\s+/g, ' ').trim();
  return line.length <= 80 ? line : `${line.slice(0, 79)}…`;
}

/** In the words that PostgreSQL's occupants get. `label`: of the database. */
export function tellWaiting(label: string, holders: readonly Holder[]): string {
  const names = holders.map(({ name }) => name).join('; ');
  if (holders.some(({ isSure }) => isSure)) return `Waiting for ${names}, which has tables of ${label} in use.`;
  return `Waiting for whoever has tables of ${label} in use. ${unseen(names)}`;
}

export function occupied(label: string, holders: readonly Holder[]): InterlockError {
  const names = holders.map(({ name }) => name).join('; ');
  const isSure = holders.some((holder) => holder.isSure);
  const kills = holders.map(({ id }) => `KILL ${id};`).join(' ');
  return new InterlockError('restore-refused', {
    what: 'The restore was not done: somebody else is in the database.',
    why: isSure
      ? `${label} is used by ${names}. Tables that are in use cannot be replaced.`
      : `Tables of ${label} are in use, and cannot be replaced meanwhile. ${unseen(names)}`,
    next: [
      ...(holders.length > 0 ? ['Stop these programs, and try again.'] : []),
      ...(isSure ? [`Or end their connections, which takes back what they have not committed: ${kills}`] : []),
      ...(isSure
        ? []
        : ['Who holds the tables an administrator sees by: SHOW ENGINE INNODB STATUS; SHOW FULL PROCESSLIST;']),
    ],
  });
}

function unseen(names: string): string {
  const seen = names === '' ? 'and of those there is none' : `which are: ${names}`;
  return `The user in the URL sees its own connections alone, ${seen}.`;
}
