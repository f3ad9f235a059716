import type { Connection } from './driver.ts';

/** What is in the file, as the script that made it. Throws where it cannot be read. */
export function readSchema(connection: Connection): string {
  const made = connection.rows('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid');
  return [...made].map(({ sql }) => `${sql};`).join('\n');
}
