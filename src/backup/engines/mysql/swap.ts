/**
 * Puts a copy in the target's place. All tables change places in one statement, which the server does whole or not at all.
 * What cannot be renamed into another schema goes before and comes after; a journal that moves with the tables lets
 * whoever comes after a death in between take that back, or finish it.
 */

import type { Address } from '../../../databases/mysql/address.ts';
import { adviceFor, reasonOf, restoreFault } from '../../../databases/mysql/faults.ts';
import { literal, name, openSession, type Session } from '../../../databases/mysql/session.ts';
import { InterlockError } from '../../../errors/interlock-error.ts';
import type { EngineContext, Kept } from '../contract.ts';
import { awaitTables, namingHolders } from './await-tables.ts';
import { endSwaps } from './finish-swap.ts';
import { dropMissingParents, makeMissingParents } from './missing-parents.ts';
import { damagedName, damagedPattern, keptName, ownersPattern, scratchName } from './scratch.ts';
import { describeDefaults } from './sequence-defaults.ts';
import { describeAll, describeSome, dropStored } from './stored-objects.ts';
import { findJournals, journalTable, removeJournal, writeJournal } from './swap-journal.ts';

export interface Swap {
  readonly context: EngineContext;
  readonly address: Address;
  /** The schema whose tables take the place of the target's. It is left with its views and routines. */
  readonly copy: string;
  /** As `CREATE DATABASE` takes it. */
  readonly characterSet: string;
  /** Statements that make the events that the copy does not have. */
  readonly events: Buffer;
  /** Why and when the target's tables are put aside to be kept; undefined: they are dropped. */
  readonly keep: { readonly at: Date; readonly because: Kept } | undefined;
}

interface Plan {
  /** The schema that takes the target's tables. */
  readonly aside: string;
  readonly isKept: boolean;
  readonly moves: readonly string[];
  /** Views of the target that have the name of a table that comes. */
  readonly inTheWay: readonly string[];
}

/**
 * Gives the name of the schema that is kept. Throws `restore-refused`: `isUnfinished` in its cause says that the copy
 * has to stay, for whoever ends it.
 */
export async function swap(work: Swap): Promise<string | undefined> {
  const { context, address, copy } = work;
  const session = await openSession(context.host, address, undefined);
  try {
    const schemas = [address.database, copy];
    return await namingHolders({ context, address, session, schemas }, () => swapTables(session, work));
  } finally {
    await session.close().catch(() => {});
  }
}

async function swapTables(session: Session, work: Swap): Promise<string | undefined> {
  const { context, address, copy } = work;
  await awaitTables(session, address.database, await listNames(session, address.database, 'not like'));
  const plan = await prepare(session, work);
  let hasMoved = false;
  try {
    for (const view of plan.inTheWay) {
      await session.query(`DROP VIEW IF EXISTS ${name(address.database)}.${name(view)}`);
    }
    await dropStored(session, address.database, ['trigger', 'event']);
    await session.query(`RENAME TABLE ${plan.moves.join(', ')}`);
    hasMoved = true;
    await endSwaps(context, session, `table_schema = ${literal(plan.aside)}`);
  } catch (error) {
    const isDone = await endAnew(work, [copy, plan.aside]).catch(() => Promise.reject(unfinished(error, work, plan)));
    // Moved, and without a journal: it was finished, and only the answer was lost.
    if (!isDone && !hasMoved) throw restoreFault(error, context);
  }
  if (plan.isKept) return plan.aside;
  // One that is left is a nuisance, and the next command drops it.
  await session.query(`DROP DATABASE IF EXISTS ${name(plan.aside)}`).catch(() => {});
  return undefined;
}

/** Changes nothing of the target, but makes it where there is none. */
async function prepare(session: Session, work: Swap): Promise<Plan> {
  const { context, address, copy, characterSet } = work;
  const target = address.database;
  await refuseReferences(session, context, target);
  await forgetOthers(session, context);
  const [existing] = await session.query(
    `select schema_name from information_schema.schemata where schema_name = ${literal(target)}`,
  );
  await session.query(`CREATE DATABASE IF NOT EXISTS ${name(target)} ${characterSet}`);
  const parents = await makeMissingParents(session, copy);
  const [comes, goes] = [await listNames(session, copy, 'not like'), await listNames(session, target, 'not like')];
  const names = new Set(comes.map((table) => table.toLowerCase()));
  const views = await listNames(session, target, 'like');
  const inTheWay = views.filter((view) => names.has(view.toLowerCase()));
  const schema = Buffer.from(characterSet && `ALTER DATABASE ${characterSet};\n`);
  const fresh = Buffer.concat([
    schema,
    dropMissingParents(parents),
    await describeDefaults(session, copy),
    await describeAll(context, address, copy),
    work.events,
  ]);
  const former = await describeSome(context, address, target, inTheWay);
  const kept = existing ? nameFor(work) : '';
  await writeJournal(session, { copy, kept, former, fresh });
  await dropStored(session, copy, ['trigger']);
  const { aside, isKept } = await makeAside(session, work, kept);
  const move = (table: string, from: string, into: string) =>
    `${name(from)}.${name(table)} TO ${name(into)}.${name(table)}`;
  const moves = [
    ...goes.map((table) => move(table, target, aside)),
    ...comes.map((table) => move(table, copy, target)),
    move(journalTable, copy, aside),
  ];
  return { aside, isKept, moves, inTheWay };
}

/**
 * The key of a table in another schema would go along with the table that is put aside. What an earlier swap put aside has
 * such keys only to tables that were not there.
 */
async function refuseReferences(session: Session, context: EngineContext, target: string): Promise<void> {
  const { owner } = context;
  const own = [damagedPattern, ...(owner === undefined ? [] : [ownersPattern(owner)])];
  const aside = own.map((pattern) => `and constraint_schema not regexp ${literal(pattern)}`).join(' ');
  const [found] = await session.query(`select concat(constraint_schema, '.', table_name) as name
    from information_schema.referential_constraints
    where unique_constraint_schema = ${literal(target)} and constraint_schema <> ${literal(target)} ${aside} limit 1`);
  if (!found) return;
  throw new InterlockError('restore-refused', {
    why: `${found['name']}, a table of another database, has a foreign key to a table of ${context.target.label}.`,
    next: ['Drop that key, restore, and add it again: it would point to the table that is replaced.'],
  });
}

/** What a swap that died left is replaced as a whole now: nobody must go on with it afterwards. */
async function forgetOthers(session: Session, { owner }: EngineContext): Promise<void> {
  if (owner === undefined) return;
  for (const place of await findJournals(session, `table_schema regexp ${literal(ownersPattern(owner))}`)) {
    await removeJournal(session, place);
  }
}

function nameFor({ context, address: { database }, keep }: Swap): string {
  if (!keep) return '';
  return keep.because === 'damaged' ? damagedName(database, keep.at) : keptName(context, database, keep.at);
}

async function makeAside(session: Session, work: Swap, kept: string): Promise<{ aside: string; isKept: boolean }> {
  const { context, address, characterSet, keep } = work;
  const create = (schema: string) => session.query(`CREATE DATABASE ${name(schema)} ${characterSet}`);
  try {
    if (kept !== '') await create(kept);
  } catch (error) {
    // ER_DBACCESS_DENIED_ERROR: he may create scratch schemas only.
    if ((error as { errno?: number }).errno !== 1044) throw error;
    if (keep?.because === 'damaged') throw unkept(address, kept);
    return makeAside(session, work, '');
  }
  if (kept !== '') return { aside: kept, isKept: true };
  const aside = scratchName(context.owner, address.database);
  await create(aside);
  return { aside, isKept: false };
}

/** What is damaged may hold what no backup has. */
function unkept({ user }: Address, kept: string): InterlockError {
  const pattern = kept.replace(/\d+$/, '').replace(/_/g, '\\_');
  return new InterlockError('restore-refused', {
    why: `The damaged tables are put aside and not removed, and ${user} may not create ${kept}.`,
    next: [`Have an administrator run: GRANT ALL ON ${name(`${pattern}%`)}.* TO ${literal(user)}@'%';`],
  });
}

/** A connection that broke does not tell on which side of a statement; the journal does. */
async function endAnew({ context, address }: Swap, schemas: readonly string[]): Promise<boolean> {
  const session = await openSession(context.host, address, undefined);
  try {
    return await endSwaps(context, session, `table_schema in (${schemas.map(literal).join(', ')})`);
  } finally {
    await session.close().catch(() => {});
  }
}

function unfinished(error: unknown, { context }: Swap, { aside, isKept }: Plan): InterlockError {
  const { label } = context.target;
  const reason = reasonOf(error, context);
  return new InterlockError('restore-refused', {
    what: 'The restore stopped half-way.',
    why: `${label}: ${reason}.`,
    state: `The tables of ${label} are all the old ones or all the restored ones; views, triggers, routines or events of it may be missing.${isKept ? ` Tables that were replaced are in ${aside}.` : ''} The backups are whole.`,
    next: [
      ...adviceFor(reason),
      'Run the same restore again. The next backup, restore or undo takes this one back, or finishes it.',
      'Or go back to the state before it, the newest backup "before restore" that `prisma-interlock list` shows.',
    ],
    cause: new UnfinishedSwap(reason),
  });
}

/** The copy holds what is needed to take the swap back. */
export class UnfinishedSwap extends Error {}

async function listNames(session: Session, schema: string, which: 'like' | 'not like'): Promise<string[]> {
  const rows = await session.query(`select table_name as found from information_schema.tables
    where table_schema = ${literal(schema)} and table_type ${which} '%VIEW'`);
  return rows.map(({ found }) => found ?? '');
}
