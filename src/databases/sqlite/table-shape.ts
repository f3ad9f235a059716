import { keysOf, type TableShape } from '../table-shape.ts';
import type { Connection } from './driver.ts';
import { text } from './names.ts';

/** Undefined where there is no such table. Throws where it cannot be read. */
export function readTableShape(connection: Connection, path: readonly string[]): TableShape | undefined {
  const table = text(path.at(-1) ?? '');
  const columns = [...connection.rows(`SELECT name, type FROM pragma_table_info(${table})`)];
  if (columns.length === 0) return undefined;
  const keys = connection.rows(`
    SELECT l.name AS name, i.name AS column_, CASE WHEN l."unique" THEN 'unique' ELSE 'plain' END AS kind
    FROM pragma_index_list(${table}) AS l JOIN pragma_index_info(l.name) AS i
    WHERE l.origin = 'c' AND NOT l.partial AND i.name IS NOT NULL ORDER BY l.seq, i.seqno`);
  return {
    columns: columns.map(({ name, type }) => ({ name: String(name), type: String(type) })),
    keys: keysOf(
      [...keys].map(({ name, column_, kind }) => ({ name: String(name), column: String(column_), kind: String(kind) })),
    ),
  };
}
