import type { DatabaseFacts } from './digest.ts';
import type { Database, Row } from './sql.ts';

const quote = (name: string) => `\`${name.replaceAll('`', '``')}\``;
const text = (row: Row | undefined, key: string) => String(row?.[key]);

/** What `SHOW CREATE` says, without the position of the counter, which is told apart. */
const created: Record<string, string> = {
  TABLE: 'Create Table',
  VIEW: 'Create View',
  TRIGGER: 'SQL Original Statement',
  FUNCTION: 'Create Function',
  PROCEDURE: 'Create Procedure',
  EVENT: 'Create Event',
  SEQUENCE: 'Create Table',
};

const everything = `
  SELECT IF(table_type IN ('BASE TABLE', 'SYSTEM VERSIONED'), 'TABLE', table_type) AS kind, table_name AS name, auto_increment AS counter
    FROM information_schema.tables WHERE table_schema = DATABASE()
  UNION ALL SELECT 'TRIGGER', trigger_name, NULL FROM information_schema.triggers WHERE trigger_schema = DATABASE()
  UNION ALL SELECT routine_type, routine_name, NULL FROM information_schema.routines WHERE routine_schema = DATABASE()
  UNION ALL SELECT 'EVENT', event_name, NULL FROM information_schema.events WHERE event_schema = DATABASE()`;

export async function describeMysql(database: Database): Promise<DatabaseFacts> {
  await database.run(`SET time_zone = '+00:00'`);
  const [self] = await database.rows('SELECT DATABASE() AS name');
  const objects: string[] = [];
  const rows: Record<string, string[]> = {};
  const sequences: Record<string, string> = {};
  for (const row of await database.rows(everything)) {
    const [kind, name] = [text(row, 'kind'), text(row, 'name')];
    const [shown] = await database.rows(`SHOW CREATE ${kind} ${quote(name)}`);
    const definition = text(shown, created[kind] ?? '').replace(/ AUTO_INCREMENT=\d+/, '');
    // A view names its own database, which a copy beside it has under another name.
    objects.push(`${kind} ${name} ${definition.replaceAll(`${quote(text(self, 'name'))}.`, '')}`);
    if (kind === 'TABLE') rows[name] = await readRows(database, name);
    if (kind === 'TABLE' && row.counter !== null) sequences[name] = text(row, 'counter');
    if (kind === 'SEQUENCE') {
      const [position] = await database.rows(`SELECT next_not_cached_value AS next FROM ${quote(name)}`);
      sequences[name] = text(position, 'next');
    }
  }
  return { rows, objects, sequences };
}

async function readRows(database: Database, table: string): Promise<string[]> {
  const columns = await database.rows(`SHOW COLUMNS FROM ${quote(table)}`);
  const values = columns.map((column) => `COALESCE(HEX(CAST(${quote(text(column, 'Field'))} AS BINARY)), 'NULL')`);
  const selected = await database.rows(`SELECT CONCAT_WS(',', ${values.join(', ')}) AS \`row\` FROM ${quote(table)}`);
  return selected.map((row) => text(row, 'row'));
}
