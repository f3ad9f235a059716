import { countEach, countLimit, type FilledTable } from '../filled-table.ts';
import { literal, name, type Session } from './session.ts';

/** Tables with rows in them, of the schema that the session is in. Throws where one cannot be read. */
export async function readFilledTables(session: Session): Promise<FilledTable[]> {
  const tables = await session.query(`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = database() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY 1`);
  return countEach(
    tables,
    ({ name: table }) =>
      `SELECT ${literal(table ?? '')} AS name,
        (SELECT count(*) FROM (SELECT 1 FROM ${name(table ?? '')} LIMIT ${countLimit}) AS part) AS counted`,
    (sql) => session.query(sql),
  );
}
