import { type Connection, readValue } from '../../../databases/sqlite/driver.ts';
import { isAbovePages } from '../../../databases/sqlite/faults.ts';
import { quote, text } from '../../../databases/sqlite/names.ts';
import { settingWithoutStamp } from '../../../databases/sqlite/stamp.ts';
import type { Host } from '../../../host.ts';
import type { Contents, TableFingerprint } from '../contract.ts';
import { encoded } from './encode-row.ts';
import { exactly, exactRow, Text } from './exact-values.ts';
import { openPages, readTree } from './read-tree.ts';
import { RowDigest } from './row-digest.ts';

/** What every later opening of the file depends on; `journal_mode` is not part of a copy and is handled apart. */
const settings = ['user_version', 'application_id', 'encoding', 'auto_vacuum'] as const;

/** `own`: the file of the connection, where nobody else has it open and it has no log. */
export type OwnFile = { readonly host: Pick<Host, 'fs'>; readonly file: string } | undefined;

/** With the digests of all tables. */
export function readContents(
  connection: Connection,
  journalMode = readJournalMode(connection),
  own: OwnFile = undefined,
): Contents {
  return readEach(connection, journalMode, (name) => readTable(connection, name, own));
}

/** Without digests, which take many times as long as a copy. */
export function countContents(connection: Connection, journalMode: string, own: OwnFile): Contents {
  return readEach(connection, journalMode, (name) => ({ name, rows: countRows(connection, name, own) }));
}

/** Reads in one transaction, so that a writer in between does not show. */
function readEach(connection: Connection, journalMode: string, read: (table: string) => TableFingerprint): Contents {
  connection.run('BEGIN');
  try {
    needReadable(connection);
    return {
      tables: listTables(connection).map(read),
      objects: readObjects(connection, journalMode),
    };
  } finally {
    connection.run('COMMIT');
  }
}

/** Throws where a name or a definition is no text: `libsql` would take the process down. */
function needReadable(connection: Connection): void {
  const encoding = String(readValue(connection, 'PRAGMA encoding'));
  const rows = connection.rows(`SELECT ${exactly(['name', 'sql'])} FROM sqlite_master WHERE sql IS NOT NULL`);
  const broken = [...rows].flatMap((row) => {
    const values = exactRow(row, 2, encoding).filter((value) => value instanceof Text);
    return values.some((value) => value.exact() === undefined) ? [String(values[0])] : [];
  });
  if (broken.length > 0) throw new Error(`the definition of ${broken.join(', ')} is not written in ${encoding}`);
}

/** `wal` is stored in the file; the others are each connection's own affair. */
export function readJournalMode(connection: Connection): string {
  return readValue(connection, 'PRAGMA journal_mode') === 'wal' ? 'wal' : 'delete';
}

/** As the contents of a backup tell it. */
export function journalModeIn({ objects }: Pick<Contents, 'objects'>): string {
  return objects.find((object) => object.kind === 'setting' && object.name === 'journal_mode')?.detail ?? 'delete';
}

export function countRows(connection: Connection, table: string, own?: OwnFile): number {
  const count = (how: string) => Number(readValue(connection, `SELECT count(*) FROM ${quote(table)}${how}`));
  return firstOf([() => count(''), () => count(' NOT INDEXED'), ...fromTree(connection, table, own, lengthOf)]);
}

/**
 * An index may be ordered by a collation, or hold values of a function, that only the program has which made the file: a
 * table is read without it, and by its pages where its own rows are ordered so. Throws as the last way to read does.
 */
function firstOf<T>([read, ...others]: readonly (() => T)[]): T {
  if (read === undefined) throw new Error('there is no way to read it');
  try {
    return read();
  } catch (error) {
    if (others.length === 0 || !isAbovePages(error)) throw error;
    return firstOf(others);
  }
}

function fromTree<T>(
  connection: Connection,
  table: string,
  own: OwnFile,
  read: (rows: Iterable<Buffer>) => T,
): (() => T)[] {
  if (own === undefined) return [];
  return [
    () => {
      const root = readValue(
        connection,
        `SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = ${text(table)}`,
      );
      const pages = openPages(own.host, own.file);
      try {
        return read(readTree(pages, Number(root)));
      } finally {
        pages.close();
      }
    },
  ];
}

export function listTables(connection: Connection): string[] {
  const tables = connection.rows(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
      AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name`,
  );
  return [...tables].map((row) => String(row['name']));
}

function readTable(connection: Connection, table: string, own: OwnFile): TableFingerprint {
  // Hidden = 1 are columns of virtual tables; 2 are generated ones that are not stored, 3 those that are.
  const columns = [...connection.rows(`SELECT name, hidden FROM pragma_table_xinfo(${text(table)}) WHERE hidden <> 1`)];
  const stored = columns.filter((row) => Number(row['hidden']) !== 2);
  const digestOf = (rows: Iterable<Uint8Array>): TableFingerprint => {
    const digest = new RowDigest();
    for (const row of rows) digest.add(row);
    return { name: table, rows: digest.rows, digest: digest.hex() };
  };
  const encoding = String(readValue(connection, 'PRAGMA encoding'));
  const select = (which: typeof columns, how: string) => () => {
    const list = exactly(which.map((row) => quote(String(row['name']))));
    const rows = connection.rows(`SELECT ${list} FROM ${quote(table)}${how}`);
    return digestOf(encoded(rows, which.length, encoding));
  };
  return firstOf([
    select(columns, ''),
    select(columns, ' NOT INDEXED'),
    select(stored, ' NOT INDEXED'),
    ...fromTree(connection, table, own, digestOf),
  ]);
}

function lengthOf(rows: Iterable<unknown>): number {
  let length = 0;
  for (const _ of rows) length++;
  return length;
}

function readObjects(connection: Connection, journalMode: string): Contents['objects'] {
  const defined = [
    ...connection.rows('SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name'),
  ];
  const hasSequences = defined.some((row) => /\bautoincrement\b/i.test(String(row['sql'])));
  const sequences = hasSequences ? [...connection.rows('SELECT name, seq FROM sqlite_sequence ORDER BY name')] : [];
  return [
    ...defined.map((row) => ({ kind: String(row['type']), name: String(row['name']), detail: String(row['sql']) })),
    ...sequences.map((row) => ({ kind: 'sequence', name: String(row['name']), detail: String(row['seq']) })),
    ...settings.map((name) => ({ kind: 'setting', name, detail: settingWithoutStamp(connection, name) })),
    { kind: 'setting', name: 'journal_mode', detail: journalMode },
  ];
}
