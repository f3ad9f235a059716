import { readAddress } from '../../../databases/mysql/address.ts';
import { readServer } from '../../../databases/mysql/server.ts';
import { literal, name, type Session } from '../../../databases/mysql/session.ts';
import { findTool } from '../../../databases/mysql/tools.ts';
import type { EngineContext } from '../contract.ts';
import { definersIn, findForbidden } from './definers.ts';
import { loadText } from './payload.ts';
import { dropStored } from './stored-objects.ts';
import { findJournals, type Journal, type JournalPlace, readJournal, removeJournal, stopSwap } from './swap-journal.ts';

/** How often the tables may move while they are looked for: once for each swap that has died, and those are few. */
const attempts = 5;

/**
 * Ends the swaps whose journals are in these schemas (a condition of SQL on `table_schema`): one that has not renamed the
 * tables is taken back, and one that has is finished. Both can be done again where they die. True where one was finished.
 */
export async function endSwaps(context: EngineContext, session: Session, which: string): Promise<boolean> {
  let isFinished = false;
  for (let left = attempts; ; left--) {
    try {
      for (const place of await findJournals(session, which)) {
        const hasMoved = await endSwap(context, session, place);
        isFinished ||= hasMoved;
      }
      return isFinished;
    } catch (error) {
      // The statement of one who died has moved the tables, and the journal with them.
      if (!isGone(error) || left === 1) throw error;
    }
  }
}

/** True where the tables have moved. */
async function endSwap(context: EngineContext, session: Session, found: JournalPlace): Promise<boolean> {
  const journal = await readJournal(session, found);
  // A server may keep the names of schemas in lower case; these two differ in more than that.
  const hasMoved = journal !== undefined && journal.copy.toLowerCase() !== found.schema.toLowerCase();
  const place = hasMoved ? found : await stopSwap(session, found);
  if (journal && hasMoved) await finish(context, session, journal);
  else if (journal) await takeBack(context, session, journal);
  await removeJournal(session, place);
  return hasMoved;
}

/** ER_NO_SUCH_TABLE, ER_FILE_NOT_FOUND. */
function isGone(error: unknown): boolean {
  return [1146, 1017].includes((error as { errno?: number }).errno ?? 0);
}

async function finish(context: EngineContext, session: Session, { copy, fresh }: Journal): Promise<void> {
  const { database } = readAddress(context.host, context.target.url);
  await dropStored(session, database, ['event', 'trigger', 'view', 'function', 'procedure', 'package']);
  await put(context, session, copy, fresh);
}

async function takeBack(context: EngineContext, session: Session, { copy, former, kept }: Journal): Promise<void> {
  await put(context, session, copy, former);
  // Nobody made it yet where it is not seen, and who may not make it may not drop it either.
  const [unused] = await session.query(`select schema_name from information_schema.schemata
    where schema_name = ${literal(kept)}
      and not exists (select 1 from information_schema.tables where table_schema = ${literal(kept)})`);
  if (unused) await session.query(`DROP DATABASE IF EXISTS ${name(kept)}`);
}

/** Who may drop what another defined may not always make it again as the other's: then it is made as ours. */
async function put(context: EngineContext, session: Session, copy: string, statements: Buffer): Promise<void> {
  const address = readAddress(context.host, context.target.url);
  const tool = await findTool(context.host, 'load', await readServer(session));
  const forbidden = await findForbidden(session, copy, definersIn(statements));
  await loadText(context, address, tool, address.database, statements, forbidden);
}
