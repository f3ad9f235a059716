/**
 * SQLite can alter little of a table, so Prisma makes a new one, copies, drops the old one and renames (prisma-engines,
 * schema-connector, sqlite/destructive and renderer: `RedefineTables`). Rows that were copied whole are not lost with the
 * DROP; what is lost is what the copy leaves out. So it is in any other order of these statements.
 */
import type { Column, Copy } from '../tables.ts';
import { lower } from '../token.ts';

/** What is gone with the old table. Names as the old table writes them. */
export interface Loss {
  readonly rows: boolean;
  readonly left: readonly string[];
  readonly changed: readonly string[];
  readonly narrowed: readonly string[];
}

/** `old`, `made`: columns by name in lower case. */
export function lossOf(copy: Copy, old: ReadonlyMap<string, Column>, made: ReadonlyMap<string, Column>): Loss {
  const left: string[] = [];
  const changed: string[] = [];
  const narrowed: string[] = [];
  for (const [key, column] of old) {
    if (column.isGenerated || column.isFresh) continue;
    const found = copy.carried.filter(({ from }) => lower(from) === key);
    const kept = found.filter(({ how }) => how === 'as it was' || how === 'filled');
    if (kept.some(({ to }) => holds(column.type, made.get(lower(to))?.type))) continue;
    if (kept.length > 0 || found.some(({ how }) => how === 'cast')) narrowed.push(column.name);
    else if (found.length > 0) changed.push(column.name);
    else left.push(column.name);
  }
  return { rows: !copy.isWhole, left, changed, narrowed };
}

type Affinity = 'INTEGER' | 'TEXT' | 'BLOB' | 'REAL' | 'NUMERIC';

/** sqlite.org/datatype3.html, 3.1 */
export function affinity(type: string): Affinity {
  if (/INT/i.test(type)) return 'INTEGER';
  if (/CHAR|CLOB|TEXT/i.test(type)) return 'TEXT';
  if (type === '' || /BLOB|^ANY$/i.test(type)) return 'BLOB';
  return /REAL|FLOA|DOUB/i.test(type) ? 'REAL' : 'NUMERIC';
}

/** Numbers that are put into TEXT can be read again; text in a column of numbers may be taken for one: `007`, `1e5`. */
const holding: Readonly<Record<Affinity, readonly Affinity[]>> = {
  INTEGER: ['INTEGER', 'NUMERIC', 'TEXT', 'BLOB'],
  NUMERIC: ['INTEGER', 'NUMERIC', 'TEXT', 'BLOB'],
  REAL: ['REAL', 'NUMERIC', 'INTEGER', 'TEXT', 'BLOB'],
  TEXT: ['TEXT', 'BLOB'],
  BLOB: ['BLOB'],
};

function holds(from: string, to: string | undefined): boolean {
  return to !== undefined && (from === to || holding[affinity(from)].includes(affinity(to)));
}
