import type { Address } from '../../../databases/postgresql/address.ts';
import type { Session } from '../../../databases/postgresql/session.ts';
import type { Contents, EngineContext, Like } from '../contract.ts';
import { beginSnapshot, readContents } from './read-contents.ts';
import { openSecond } from './second-session.ts';

/** Reads what a database holds, to be compared: by two connections, with digests of the kind that `like` has. */
export async function compareIn(
  { host, progress }: EngineContext,
  session: Session,
  address: Address,
  database: string,
  like: Like,
): Promise<Contents> {
  await beginSnapshot(session);
  return readContents(session, {
    like,
    onRead: (done, total) => progress?.({ phase: 'compare', done, total, unit: 'bytes' }),
    openSecond: () => openSecond(host, address, database, session),
  });
}
