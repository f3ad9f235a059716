import type { EngineContext } from '../contract.ts';
import { readAddress } from './address.ts';
import { loadText } from './payload.ts';
import { readServer } from './server.ts';
import { literal, name, type Session } from './session.ts';
import { dropStored } from './stored-objects.ts';
import { findJournals, type Journal, readJournal, removeJournal } from './swap-journal.ts';
import { findTool } from './tools.ts';

/**
 * Ends the swaps whose journals are in these schemas (a condition of SQL on `table_schema`): one that has not renamed the
 * tables is taken back, and one that has is finished. Both can be done again where they die. True where one was finished.
 */
export async function endSwaps(context: EngineContext, session: Session, which: string): Promise<boolean> {
  let isFinished = false;
  for (const schema of await findJournals(session, which)) {
    const journal = await readJournal(session, schema);
    // A server may keep the names of schemas in lower case; these two differ in more than that.
    const hasMoved = journal !== undefined && journal.copy.toLowerCase() !== schema.toLowerCase();
    if (journal && hasMoved) await finish(context, session, journal.fresh);
    else if (journal) await takeBack(context, session, journal);
    await removeJournal(session, schema);
    isFinished ||= hasMoved;
  }
  return isFinished;
}

async function finish(context: EngineContext, session: Session, fresh: Buffer): Promise<void> {
  const { database } = readAddress(context.host, context.target.url);
  await dropStored(session, database, ['event', 'trigger', 'view', 'function', 'procedure']);
  await put(context, session, fresh);
}

async function takeBack(context: EngineContext, session: Session, { former, kept }: Journal): Promise<void> {
  await put(context, session, former);
  const [used] = await session.query(
    `select table_name from information_schema.tables where table_schema = ${literal(kept)} limit 1`,
  );
  if (kept !== '' && !used) await session.query(`DROP DATABASE IF EXISTS ${name(kept)}`);
}

async function put(context: EngineContext, session: Session, statements: Buffer): Promise<void> {
  const address = readAddress(context.host, context.target.url);
  const tool = await findTool(context.host, 'load', await readServer(session));
  await loadText(context, address, tool, address.database, statements);
}
