import type { Signs } from '../../types.ts';
import { count } from '../signs.ts';
import type { Session } from './session.ts';

/** By the server's own statistics, in one statement: no table is read. Of sessions a user sees at least his own. */
const statement = `
  SELECT sum(table_rows) AS rows_, sum(table_type = 'BASE TABLE') AS tables_, sum(data_length + index_length) AS bytes_,
    timestampdiff(second, max(update_time), now()) AS written_,
    (SELECT count(*) FROM information_schema.processlist WHERE db = database() AND id <> connection_id()) AS sessions_,
    (SELECT count(*) FROM information_schema.processlist WHERE db = database()
      AND substring_index(host, ':', 1) NOT IN ('localhost', '127.0.0.1', '', substring_index(user(), '@', -1))) AS elsewhere_
  FROM information_schema.tables WHERE table_schema = database()`;

/** Undefined where the server refuses. */
export async function readSigns(session: Session): Promise<Signs | undefined> {
  const [row] = await session.query(statement).catch(() => []);
  if (row === undefined) return undefined;
  return {
    rows: count(row['rows_']),
    tables: count(row['tables_']),
    bytes: count(row['bytes_']),
    sessions: count(row['sessions_']),
    // Who wrote is not told: it counts where somebody else is there who may have.
    writtenSecondsAgo: count(row['elsewhere_']) ? count(row['written_']) : undefined,
  };
}
