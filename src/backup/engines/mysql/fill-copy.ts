/** A copy beside the target: loaded, made whole as far as this user may, and read. */
import type { Address } from '../../../databases/mysql/address.ts';
import { openSession, type Session } from '../../../databases/mysql/session.ts';
import type { Contents, Dump, EngineContext, Omission } from '../contract.ts';
import { createMissingViews } from './broken-views.ts';
import { currentDefiner, definersOf, findForbidden, withOwnDefiner } from './definers.ts';
import { readContents, readObjects } from './read-contents.ts';
import { listVersioned, rowHistory, whyNoHistory } from './row-history.ts';

export interface Copy {
  readonly context: EngineContext;
  readonly address: Address;
  readonly dump: Dump;
  /** Its schema, which is there. */
  readonly copy: string;
}

export interface Filled {
  /** What was recorded, as far as this user may bring it back. */
  readonly expected: Contents['objects'];
  /** `readCopy` takes from it what says less than the truth. */
  readonly omissions: Omission[];
}

/** Loads one payload after the other. `forbidden`: definers that this user may not name. */
export type Load = (address: Address, schema: string, forbidden: readonly string[]) => Promise<void>;

/** Loads the copy, and makes what a tool did not write. */
export async function fillCopy(work: Copy, load: Load): Promise<Filled> {
  const { address, dump, copy } = work;
  const forbidden = await inCopy(work, (session) => findForbidden(session, copy, definersOf(dump.objects)));
  await load(address, copy, forbidden);
  return inCopy(work, async (session) => {
    const { objects, omissions } = withOwnDefiner(dump.objects, forbidden, await currentDefiner(session));
    const views = async () => (await readObjects(session, [])).filter(({ kind }) => kind === 'view');
    const missing = await createMissingViews(session, objects, views);
    // The copy's name says nothing to whoever reads it.
    const named = missing.map((view) => ({ ...view, why: view.why.replaceAll(copy, address.database) }));
    return { expected: objects, omissions: [...omissions, ...named, ...(await lostHistories(session, dump))] };
  });
}

async function lostHistories(session: Session, dump: Dump): Promise<Omission[]> {
  const recorded = new Set(dump.objects.flatMap(({ kind, name }) => (kind === rowHistory ? [name] : [])));
  return (await listVersioned(session)).flatMap((versioned): Omission[] => {
    const why = recorded.has(versioned.table) ? whyNoHistory(dump, versioned) : undefined;
    return why === undefined ? [] : [{ kind: rowHistory, name: versioned.table, how: 'left-out', why }];
  });
}

/** Reads it as the original was read. What an omission was to explain, and is otherwise in another way too, stays a difference. */
export function readCopy(work: Copy, { expected, omissions }: Filled): Promise<Contents> {
  return inCopy(work, async (session) => {
    const { tables, objects } = await readContents(session, work.context.progress);
    const key = ({ kind, name }: { readonly kind: string; readonly name: string }) => `${kind} ${name}`;
    const found = new Map(objects.map((object) => [key(object), object.detail]));
    const otherwise = expected.filter((object) => (found.get(key(object)) ?? object.detail) !== object.detail);
    const others = new Set(otherwise.map(key));
    const honest = omissions.filter((omission) => omission.how !== 'weaker' || !others.has(key(omission)));
    omissions.splice(0, omissions.length, ...honest);
    const lost = new Set(omissions.filter(({ how }) => how === 'left-out').map(key));
    const kept = objects.filter((object) => object.kind !== rowHistory || !lost.has(key(object)));
    // Read through before, and created by the swap.
    const isThere = objects.some((object) => object.kind === 'event');
    const events = isThere ? [] : expected.filter((object) => object.kind === 'event');
    return { tables, objects: [...kept, ...events] };
  });
}

async function inCopy<T>({ context, address, copy }: Copy, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await openSession(context.host, address, copy);
  try {
    return await work(session);
  } finally {
    await session.close().catch(() => {});
  }
}
