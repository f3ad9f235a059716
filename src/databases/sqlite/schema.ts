import type { Connection } from './driver.ts';
import { text } from './names.ts';

/** What is in the file, as the script that made it. Throws where it cannot be read. */
export function readSchema(connection: Connection): string {
  const made = connection.rows('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid');
  return [...made].map(({ sql }) => `${sql};`).join('\n');
}

/** The type of a column, as it was written where its table was made. */
export function typesIn(connection: Connection): (table: readonly string[], column: string) => string | undefined {
  return (table, column) => {
    const of = `pragma_table_info(${text(table.at(-1) ?? '')}) WHERE name = ${text(column)} COLLATE NOCASE`;
    const [row] = [...connection.rows(`SELECT type FROM ${of}`)];
    return row && String(row['type']);
  };
}
