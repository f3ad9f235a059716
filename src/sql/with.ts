import type { Cursor } from './token.ts';

/**
 * Steps over `WITH a (x) AS (…), b AS (…)`, up to the statement that it stands before. False where it could not be read. What only
 * one of SQLite (MATERIALIZED) and MariaDB (CYCLE … RESTRICT) has, the other refuses.
 */
export function skipWith(cursor: Cursor): boolean {
  if (!cursor.take('WITH')) return false;
  cursor.take('RECURSIVE');
  do {
    if (cursor.name() === undefined) return false;
    cursor.group();
    if (!cursor.take('AS')) return false;
    cursor.take('NOT');
    cursor.take('MATERIALIZED');
    if (cursor.group() === undefined) return false;
    if (cursor.take('CYCLE')) while (!cursor.isDone && !cursor.take('RESTRICT')) cursor.at += 1;
  } while (cursor.take(','));
  return true;
}
