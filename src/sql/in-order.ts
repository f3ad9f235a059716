/** Scripts that run one after the other in one session: what one of them makes, renames, attaches or sets is so for the next. */
import type { Host } from '../host.ts';
import type { SqlScript } from '../types.ts';
import { readSql } from './read.ts';
import type { ServerReading, SqlStatement } from './script.ts';
import type { PendingScript } from './set.ts';

/** After these the name of a column may be that of another one. */
const renaming = /\brename\b|\bset\s+schema\b|\bsearch_path\b/i;

/** What stands between two scripts, and how many lines that is. */
const between = '\n;\n';

/** `reading`: as it is before the first of them. */
export async function readInOrder(
  host: Host,
  scripts: readonly SqlScript[],
  reading: ServerReading,
): Promise<readonly PendingScript[]> {
  // Our own readers remember what they have read: to them it is one text.
  if (reading.dialect !== 'postgresql') {
    const text = scripts.map(({ sql }) => sql).join(between);
    return apart(scripts, await readSql(host, text, { ...reading, typeOf: undefined }));
  }
  const isSteady = !scripts.some(({ sql }) => renaming.test(sql));
  const known = { ...reading, typeOf: isSteady ? onlyOnce(reading.typeOf) : undefined };
  const read: PendingScript[] = [];
  for (const { migration, sql } of scripts) read.push({ migration, statements: await readSql(host, sql, known) });
  return read;
}

/** By their lines. */
function apart(scripts: readonly SqlScript[], statements: readonly SqlStatement[]): PendingScript[] {
  let first = 1;
  return scripts.map(({ migration, sql }) => {
    const from = first;
    first += sql.split('\n').length + 1;
    const own = statements.filter(({ line }) => line >= from && line < first);
    return { migration, statements: own.map((each) => ({ ...each, line: each.line - from + 1 })) };
  });
}

/** A reader asks for the type of a column that is about to get another one. */
function onlyOnce(typeOf: ServerReading['typeOf']): ServerReading['typeOf'] {
  const asked = new Set<string>();
  return (table, column) => {
    const key = [table.at(-1), column].join('\0');
    if (asked.has(key)) return undefined;
    asked.add(key);
    return typeOf?.(table, column);
  };
}
