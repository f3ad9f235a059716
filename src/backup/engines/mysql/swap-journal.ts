import { literal, name, type Session } from '../../../databases/mysql/session.ts';

/** What a swap does, for whoever comes after one that died: see `finishSwap`. */
export interface Journal {
  readonly copy: string;
  /** The schema that is made to keep the target's tables; empty where none is kept. */
  readonly kept: string;
  /** Statements that put back what was taken from the target before its tables were renamed. */
  readonly former: Buffer;
  /** Statements that make in the target what could not be renamed into it. */
  readonly fresh: Buffer;
}

/** No table of Prisma's has such a name. It moves with the tables, in the same statement, and so says where they are. */
export const journalTable = 'prisma-interlock swap';

/** The same when it was decided that the tables stay: a statement that would move them fails, since its journal is gone. */
const stoppedTable = 'prisma-interlock swap stopped';

/** In bytes; a statement holds twice as many, and the server takes 16 MB of one by default. */
const pieceLength = 1e6;

export async function writeJournal(session: Session, { copy, kept, former, fresh }: Journal): Promise<void> {
  const table = `${name(copy)}.${name(journalTable)}`;
  await session.query(
    `CREATE TABLE ${table} (part VARCHAR(9), piece INT, body LONGBLOB, PRIMARY KEY (part, piece)) ENGINE=InnoDB`,
  );
  for (const [part, body] of Object.entries({ former, fresh, kept: Buffer.from(kept), copy: Buffer.from(copy) })) {
    for (let at = 0; at === 0 || at < body.length; at += pieceLength) {
      const piece = body.subarray(at, at + pieceLength).toString('hex');
      await session.query(`INSERT INTO ${table} VALUES ('${part}', ${at / pieceLength}, x'${piece}')`);
    }
  }
}

/** Where one lies. */
export interface JournalPlace {
  readonly schema: string;
  readonly isStopped: boolean;
}

/** Undefined where none was written to its end: then the target was not touched. */
export async function readJournal(session: Session, place: JournalPlace): Promise<Journal | undefined> {
  const rows = await session.query(`SELECT part, hex(body) AS body FROM ${tableAt(place)} ORDER BY part, piece`);
  const bodyOf = (part: string) =>
    Buffer.concat(rows.filter((row) => row['part'] === part).map((row) => Buffer.from(row['body'] ?? '', 'hex')));
  const copy = bodyOf('copy').toString();
  return copy === ''
    ? undefined
    : { copy, kept: bodyOf('kept').toString(), former: bodyOf('former'), fresh: bodyOf('fresh') };
}

/**
 * The statement of one who died may still be under way at the server, waiting for a lock. From now on it cannot move the
 * tables; where it has moved them meanwhile, this fails as one that finds no table.
 */
export async function stopSwap(session: Session, place: JournalPlace): Promise<JournalPlace> {
  if (place.isStopped) return place;
  const stopped = { ...place, isStopped: true };
  await session.query(`RENAME TABLE ${tableAt(place)} TO ${tableAt(stopped)}`);
  return stopped;
}

export async function removeJournal(session: Session, place: JournalPlace): Promise<void> {
  await session.query(`DROP TABLE IF EXISTS ${tableAt(place)}`);
}

/** `which`: a condition of SQL on `table_schema`. */
export async function findJournals(session: Session, which: string): Promise<JournalPlace[]> {
  const rows = await session.query(`select table_schema as found, table_name as kind from information_schema.tables
    where table_name in (${literal(journalTable)}, ${literal(stoppedTable)}) and ${which} order by table_schema`);
  return rows.map(({ found, kind }) => ({ schema: found ?? '', isStopped: kind === stoppedTable }));
}

function tableAt({ schema, isStopped }: JournalPlace): string {
  return `${name(schema)}.${name(isStopped ? stoppedTable : journalTable)}`;
}
