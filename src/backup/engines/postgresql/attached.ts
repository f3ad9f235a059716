/** What belongs to a database of the server by its number and is in no dump: logical slots and subscriptions. */
import type { Address } from '../../../databases/postgresql/address.ts';
import { literal, maintain, name, openSession, type Session } from '../../../databases/postgresql/session.ts';
import type { EngineContext } from '../contract.ts';

export interface Slot {
  readonly name: string;
  readonly plugin: string;
  readonly isActive: boolean;
  readonly isTwoPhase: boolean;
  readonly isFailover: boolean;
}

export interface Subscription {
  readonly name: string;
  /** On its publisher; empty where there is none. */
  readonly slot: string;
}

export interface Attached {
  /** Without temporary ones, which are gone with the session that made them. */
  readonly slots: readonly Slot[];
  readonly subscriptions: readonly Subscription[];
}

/** From any database of the server. */
export async function readAttached(session: Session, database: string): Promise<Attached> {
  const slots = await session.query(`select slot_name as name, plugin, active,
      coalesce((to_jsonb(s)->>'two_phase')::boolean, false) as two_phase,
      coalesce((to_jsonb(s)->>'failover')::boolean, false) as failover
    from pg_replication_slots s where slot_type = 'logical' and not temporary and database = ${literal(database)} order by 1`);
  const subscriptions = await session.query(`select subname as name, subslotname as slot from pg_subscription
    where subdbid = (select oid from pg_database where datname = ${literal(database)}) order by 1`);
  return {
    slots: slots.map((row) => ({
      name: row['name'] ?? '',
      plugin: row['plugin'] ?? '',
      isActive: row['active'] === 't',
      isTwoPhase: row['two_phase'] === 't',
      isFailover: row['failover'] === 't',
    })),
    subscriptions: subscriptions.map((row) => ({ name: row['name'] ?? '', slot: row['slot'] ?? '' })),
  };
}

/** For a manifest: what a dump leaves out. */
export function namesOf({ slots, subscriptions }: Attached): string[] {
  return [
    ...slots.map((slot) => `the position of the ${titleOf(slot)}`),
    ...subscriptions.map((each) => `the subscription ${each.name}`),
  ];
}

/** For the question: what becomes of it. */
export function fatesOf({ slots, subscriptions }: Attached): string[] {
  return [
    ...slots.map(
      (slot) => `the ${titleOf(slot)}${slot.isActive ? ', in use now' : ''}: it is made anew, and its position is lost`,
    ),
    ...subscriptions.map(
      (each) => `the subscription ${each.name}: it goes with what is replaced, and is not made anew`,
    ),
  ];
}

/**
 * Takes off the database that was replaced what must not stay there: a slot holds back the log of the whole server, and a
 * subscription keeps the database from being dropped. `isKept`: then a subscription stays, at rest; else the slots go with it.
 */
export async function detach(
  context: EngineContext,
  address: Address,
  database: string,
  { slots, subscriptions }: Attached,
  isKept: boolean,
): Promise<void> {
  const gone = isKept ? slots : [];
  if (gone.length + subscriptions.length === 0) return;
  const session = await openSession(context.host, address, database);
  const attempt = async (what: string, statements: readonly string[]) => {
    try {
      for (const statement of statements) await session.query(statement);
    } catch (error) {
      const lines = statements.map((statement) => `${statement};`).join(' ');
      context.tell?.(
        `The ${what} is still with ${database} (${(error as Error).message}). Have a superuser run there: ${lines}`,
      );
    }
  };
  try {
    for (const { name: slot } of gone)
      await attempt(`slot ${slot}`, [`SELECT pg_drop_replication_slot(${literal(slot)})`]);
    for (const { name: subscription, slot } of subscriptions) {
      await attempt(`subscription ${subscription}`, isKept ? [resting(subscription)] : dropping(subscription));
      if (!isKept && slot !== '') {
        context.tell?.(
          `The subscription ${subscription} went with the database that was replaced. Its slot is left on the publisher, and holds back the log there: SELECT pg_drop_replication_slot(${literal(slot)});`,
        );
      }
    }
  } finally {
    await session.close().catch(() => {});
  }
}

/** Drops a database that may have subscriptions and somebody in it. Throws what the server says. */
export async function dropWhole(context: EngineContext, address: Address, database: string): Promise<void> {
  await maintain(context.host, address, async (session) => {
    const { subscriptions } = await readAttached(session, database);
    await detach(context, address, database, { slots: [], subscriptions }, false);
    await session.query(`DROP DATABASE IF EXISTS ${name(database)}`);
  });
}

/** Makes the slots in the database that has come. A line tells of each what became of it. */
export async function makeSlots(context: EngineContext, address: Address, slots: readonly Slot[]): Promise<void> {
  if (slots.length === 0) return;
  const session = await openSession(context.host, address);
  try {
    // One is made when all transactions of the server that run now are over.
    await session.query("SET statement_timeout = '10s'");
    for (const slot of slots) {
      const statement = makingOf(slot);
      try {
        await session.query(statement);
        context.tell?.(
          `The ${titleOf(slot)} was made anew; its position is lost. Whoever reads it has to copy the tables again.`,
        );
      } catch (error) {
        context.tell?.(
          `The ${titleOf(slot)} could not be made anew (${(error as Error).message}). Have a superuser run in ${address.database}: ${statement};`,
        );
      }
    }
  } finally {
    await session.close().catch(() => {});
  }
}

function titleOf({ name: slot, plugin }: Slot): string {
  return `logical replication slot ${slot} (${plugin})`;
}

/** Options that the server does not know are named only where they are wanted. */
function makingOf({ name: slot, plugin, isTwoPhase, isFailover }: Slot): string {
  const more = isFailover ? `, false, ${isTwoPhase}, true` : isTwoPhase ? ', false, true' : '';
  return `SELECT pg_create_logical_replication_slot(${literal(slot)}, ${literal(plugin)}${more})`;
}

function resting(subscription: string): string {
  return `ALTER SUBSCRIPTION ${name(subscription)} DISABLE`;
}

/** Without its slot it can be dropped while the publisher is out of reach (manual, DROP SUBSCRIPTION). */
function dropping(subscription: string): string[] {
  return [
    resting(subscription),
    `ALTER SUBSCRIPTION ${name(subscription)} SET (slot_name = NONE)`,
    `DROP SUBSCRIPTION ${name(subscription)}`,
  ];
}
