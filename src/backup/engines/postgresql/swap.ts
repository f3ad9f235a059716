/** Puts a copy in the target's place: both databases are renamed in one transaction. */
import { randomBytes } from 'node:crypto';
import type { Address } from '../../../databases/postgresql/address.ts';
import { restoreFault, subjectOf } from '../../../databases/postgresql/faults.ts';
import { literal, maintain, name, type Session } from '../../../databases/postgresql/session.ts';
import { InterlockError } from '../../../errors/interlock-error.ts';
import type { EngineContext, InTheWay, Kept } from '../contract.ts';
import { detach, dropWhole, fatesOf, makeSlots, readAttached } from './attached.ts';
import {
  countByName,
  endOthers,
  listOccupants,
  type Occupant,
  occupied,
  waitForOthers,
  withProcess,
} from './occupants.ts';
import { damagedName, keptName } from './scratch.ts';

/** How often a rename that found somebody in the database is tried again. */
const attempts = 3;

/** What was replaced stays under a name. */
interface Keeping {
  readonly at: Date;
  readonly because: Kept;
}

/**
 * Gives the name of what was replaced, where it is kept. Who dies before the COMMIT leaves the target as it was. Connections are
 * ended, logical slots made anew; a line of `tell` says of each. Throws `restore-refused`.
 */
export async function swapIn(
  context: EngineContext,
  address: Address,
  copy: string,
  keep?: Keeping,
): Promise<string | undefined> {
  const target = address.database;
  const former = nameFor(context, target, keep);
  return maintain(context.host, address, async (session) => {
    const attached = await readAttached(session, target);
    const [existing] = await session.query(`select from pg_database where datname = ${literal(target)}`);
    const ended = existing ? await renameBoth(context, address, session, { copy, former }) : [];
    if (!existing) await renameCopy(context, session, { copy, former });
    if (ended.length > 0) context.tell?.(`Ended ${countByName(ended).join(', ')}.`);
    if (!existing) return undefined;
    // From here on the backup is in its place: what fails is told, and is no failure of the restore.
    await detach(context, address, former, attached, keep !== undefined).catch((error) =>
      tellLeft(context, former, error),
    );
    if (!keep) await dropWhole(context, address, former).catch((error) => tellLeft(context, former, error));
    await makeSlots(context, address, attached.slots).catch((error) => tellLeft(context, former, error));
    return keep && former;
  });
}

/** Read from outside of the target. */
export async function findInTheWay(context: EngineContext, address: Address): Promise<InTheWay> {
  return maintain(context.host, address, async (session) => {
    const occupants = await listOccupants(session, [address.database]);
    const others = occupants.filter(({ mayBeEnded }) => !mayBeEnded);
    return {
      ends: countByName(occupants.filter(({ mayBeEnded }) => mayBeEnded)),
      waitsFor: others.map((other) => `${withProcess(other)}: the user in the URL may not end it`),
      loses: fatesOf(await readAttached(session, address.database)),
    };
  });
}

interface Names {
  readonly copy: string;
  readonly former: string;
}

/**
 * The rename of the target locks new sessions out until the COMMIT, and waits up to five seconds for the present ones
 * (dbcommands.c, RenameDatabase), which a second session ends meanwhile. So nothing has to be closed before, which a death
 * would leave closed; whoever comes back at once waits at that lock, and is let into what has come.
 */
async function renameBoth(
  context: EngineContext,
  address: Address,
  session: Session,
  names: Names,
): Promise<Occupant[]> {
  const target = address.database;
  const databases = [target, names.copy];
  const ended: Occupant[] = [];
  for (let left = attempts; ; left--) {
    await waitForOthers(context, session, databases);
    const ending = await endOthers(context, address, databases);
    try {
      await session.query('BEGIN');
      await session.query(`ALTER DATABASE ${name(target)} RENAME TO ${name(names.former)}`);
      ended.push(...(await ending.stop()));
      await renameCopyIn(context, session, target, names);
      return ended;
    } catch (error) {
      ended.push(...(await ending.stop()));
      await session.query('ROLLBACK').catch(() => {});
      if (!isInUse(error)) throw error;
      const occupants = await listOccupants(session, databases);
      if (left === 1) throw occupants.length > 0 ? occupied(context.target.label, occupants) : error;
    }
  }
}

async function renameCopy(context: EngineContext, session: Session, names: Names): Promise<void> {
  await session.query('BEGIN');
  await renameCopyIn(context, session, context.target.identity.database, names);
}

async function renameCopyIn(
  context: EngineContext,
  session: Session,
  target: string,
  { copy, former }: Names,
): Promise<void> {
  await session.query(`ALTER DATABASE ${name(copy)} RENAME TO ${name(target)}`);
  // Until now a snapshot lets nobody in.
  await session.query(`ALTER DATABASE ${name(target)} ALLOW_CONNECTIONS true`);
  await session.query('COMMIT').catch((error: unknown) => Promise.reject(unanswered(context, former, error)));
}

function nameFor(context: EngineContext, target: string, keep: Keeping | undefined): string {
  if (!keep) return `replaced_${randomBytes(6).toString('hex')}`;
  return keep.because === 'damaged' ? damagedName(target, keep.at) : keptName(context, target, keep.at);
}

/** object_in_use */
function isInUse(error: unknown): boolean {
  return (error as { code?: string }).code === '55006';
}

function unanswered(context: EngineContext, former: string, cause: unknown): InterlockError {
  const { why, next } = restoreFault(cause, subjectOf(context));
  return new InterlockError('restore-refused', {
    what: 'The connection was lost while the backup was put in the place of the database.',
    why,
    next,
    state: `The database is the old one, or the restored one; then the old one is called ${former}.`,
    cause,
  });
}

function tellLeft(context: EngineContext, former: string, error: unknown): void {
  const { why } = restoreFault(error, subjectOf(context));
  context.tell?.(
    `The backup is in its place. The database that it replaced is left as ${former}: ${why} To remove it: DROP DATABASE ${name(former)};`,
  );
}
