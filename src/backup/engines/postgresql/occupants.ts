/** Who is in a database of the server, and how they are sent away so that it can be renamed or dropped. */
import type { Address } from '../../../databases/postgresql/address.ts';
import { literal, maintain, type Session } from '../../../databases/postgresql/session.ts';
import { InterlockError } from '../../../errors/interlock-error.ts';
import type { EngineContext } from '../contract.ts';

/** A session, or a transaction that was prepared and has none: either keeps a database from being renamed. */
export interface Occupant {
  /** Empty for a prepared transaction. */
  readonly pid: string;
  /** `"next-server" of app`, `the pg_cron launcher`, `the prepared transaction "a" of app`. */
  readonly name: string;
  readonly mayBeEnded: boolean;
}

/** In milliseconds. */
const pauses = { ending: 100, waiting: 250 };
export const defaultPatienceMs = 30_000;

/**
 * The server ends its own vacuum by itself, and parallel workers go with who leads them. What a session's program calls itself is
 * seen by all, what kind of session it is only by who has its role: whoever has no role to see is the server's own, too. The right
 * to end one is pg_terminate_backend's (signalfuncs.c).
 */
const occupantsOf = (databases: readonly string[]) => `
  select pid::text as pid, coalesce(backend_type, 'client backend') as kind, application_name as app, usename::text as owner,
    current_setting('is_superuser') = 'on' or coalesce(not r.rolsuper
      and (pg_has_role(usesysid, 'USAGE') or pg_has_role('pg_signal_backend', 'USAGE')), false) as may
  from pg_stat_activity a left join pg_roles r on r.oid = a.usesysid
  where datname in (${databases.map(literal).join(', ')}) and pid <> pg_backend_pid()
    and coalesce(backend_type, '') not in ('autovacuum worker', 'parallel worker')
    and (backend_type is not null or usesysid is not null)
  union all
  select '', 'prepared transaction', gid, owner::text, false from pg_prepared_xacts
  where database in (${databases.map(literal).join(', ')})`;

export async function listOccupants(session: Session, databases: readonly string[]): Promise<Occupant[]> {
  const rows = await session.query(`${occupantsOf(databases)} order by 2, 3, 1`);
  return rows.map(({ pid, kind, app, owner, may }) => ({
    pid: pid ?? '',
    name: nameOf(kind ?? '', app ?? '', owner ?? ''),
    mayBeEnded: may === 't',
  }));
}

function nameOf(kind: string, app: string, owner: string): string {
  const of = owner === '' ? '' : ` of ${owner}`;
  if (kind === 'client backend') return (app === '' ? 'a program without a name' : `"${app}"`) + of;
  if (kind === 'prepared transaction') return `the prepared transaction "${app}"${of}`;
  return `the ${kind}${app === '' || app === kind ? '' : ` "${app}"`}${of}`;
}

/** `3 connections of "next-server" of app`, one line a name. */
export function countByName(occupants: readonly Pick<Occupant, 'name' | 'pid'>[]): string[] {
  const counts = new Map<string, number>();
  for (const { name } of occupants) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${count} connection${count === 1 ? '' : 's'} of ${name}`);
}

/** `process 4711, "psql" of bob`. */
export function withProcess({ pid, name }: Occupant): string {
  return pid === '' ? name : `process ${pid}, ${name}`;
}

/**
 * Waits until only those are in these databases who may be ended. Throws `restore-refused` that names who stays for longer
 * than the context's patience.
 */
export async function waitForOthers(
  { target, tell, patienceMs = defaultPatienceMs }: Pick<EngineContext, 'target' | 'tell' | 'patienceMs'>,
  session: Session,
  databases: readonly string[],
): Promise<void> {
  const told = new Set<string>();
  for (let waited = 0; ; waited += pauses.waiting) {
    const others = (await listOccupants(session, databases)).filter(({ mayBeEnded }) => !mayBeEnded);
    if (others.length === 0) return;
    if (waited >= patienceMs) throw occupied(target.label, others);
    for (const other of others.map(withProcess)) {
      if (!told.has(other)) tell?.(`Waiting for ${other}, which the user in the URL may not end.`);
      told.add(other);
    }
    await pause(pauses.waiting);
  }
}

export function occupied(label: string, others: readonly Occupant[]): InterlockError {
  const prepared = others.filter(({ pid }) => pid === '');
  const sessions = others.filter(({ pid }) => pid !== '');
  return new InterlockError('restore-refused', {
    what: 'The restore was not done: somebody else is in the database.',
    why: `${label} is used by ${others.map(withProcess).join('; ')}. The user in the URL may not end that, and a database in use cannot be replaced.`,
    next: [
      ...(sessions.length > 0
        ? [
            'Stop these programs, and try again.',
            `Or have a superuser end them: SELECT pg_terminate_backend(pid) FROM unnest('{${sessions.map(({ pid }) => pid).join(',')}}'::int[]) AS pid;`,
          ]
        : []),
      ...(prepared.length > 0
        ? ['Have who prepared the transaction commit it or roll it back: SELECT * FROM pg_prepared_xacts; shows it.']
        : []),
    ],
  });
}

export interface Ending {
  /** Gives whom it has ended, each once. */
  stop(): Promise<Occupant[]>;
}

/** Ends whoever works in these databases and may be ended, again and again, until stopped. */
export async function endOthers(
  { host }: Pick<EngineContext, 'host'>,
  address: Address,
  databases: readonly string[],
): Promise<Ending> {
  const ended = new Map<string, Occupant>();
  let isWanted = true;
  let begun = () => {};
  const beginning = new Promise<void>((done) => {
    begun = done;
  });
  const work = maintain(host, address, async (session) => {
    while (isWanted) {
      for (const each of await listOccupants(session, databases)) {
        if (!each.mayBeEnded) continue;
        await session.query(`select pg_terminate_backend(${each.pid})`);
        ended.set(each.pid, each);
      }
      begun();
      await pause(pauses.ending);
    }
  });
  // Where sessions cannot be ended the rename fails, and says that the database is in use.
  work.catch(() => begun());
  await beginning;
  return {
    async stop() {
      isWanted = false;
      await work.catch(() => {});
      return [...ended.values()];
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
