import { countLimit, type FilledTable } from '../filled-table.ts';
import { type Connection, readValue } from './driver.ts';
import { quote } from './names.ts';

/** Tables with rows in them. Throws where one cannot be read. */
export function readFilledTables(connection: Connection): FilledTable[] {
  const tables = [
    ...connection.rows(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    ),
  ];
  return tables
    .map(({ name }) => {
      const counted = readValue(
        connection,
        `SELECT count(*) FROM (SELECT 1 FROM ${quote(String(name))} LIMIT ${countLimit})`,
      );
      return { name: String(name), rows: Number(counted) };
    })
    .filter(({ rows }) => rows > 0);
}
