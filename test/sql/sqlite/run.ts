import Libsql from 'libsql';
import { lost, valuesOf } from '../kept.ts';
import { rows, schema } from './there.ts';

/** A generated column: nothing is lost with it. */
const computed = 'Order.twice';

const known = new Map<string, { gone: string[]; error: string | undefined }>();

/** What is gone when it runs on the rows of `there`. */
export function run(sql: string): { readonly gone: readonly string[]; readonly error: string | undefined } {
  const before = known.get(sql);
  if (before) return before;
  const database = new Libsql(':memory:');
  database.exec(schema + rows);
  database.exec('PRAGMA foreign_keys = ON');
  const all = (query: string) => database.prepare(query).all() as Record<string, unknown>[];
  const values = () => {
    const names = all("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
    return valuesOf(Object.fromEntries(names.map(({ name }) => [name, rowsOf(String(name))])));
  };
  /** None where the script has spoiled its definition. */
  const rowsOf = (name: string) => {
    try {
      return all(`SELECT * FROM main."${name}"`);
    } catch {
      return [];
    }
  };
  const there = values();
  let error: string | undefined;
  try {
    database.exec(sql);
  } catch (caught) {
    error = (caught as Error).message;
  }
  const result = { gone: lost(there, values()).filter((column) => column !== computed), error };
  database.close();
  known.set(sql, result);
  return result;
}
