import { type Connection, readValue, type Value } from '../../../databases/sqlite/driver.ts';
import type { Contents, TableFingerprint } from '../contract.ts';
import { RowDigest } from './row-digest.ts';

/** What every later opening of the file depends on; `journal_mode` is not part of a copy and is handled apart. */
const settings = ['user_version', 'application_id', 'encoding', 'auto_vacuum'] as const;

/** With the digests of all tables. */
export function readContents(connection: Connection, journalMode = readJournalMode(connection)): Contents {
  return readEach(connection, journalMode, (name) => readTable(connection, name));
}

/** Without digests, which take many times as long as a copy. */
export function countContents(connection: Connection, journalMode: string): Contents {
  return readEach(connection, journalMode, (name) => ({ name, rows: countRows(connection, name) }));
}

/** Reads in one transaction, so that a writer in between does not show. */
function readEach(connection: Connection, journalMode: string, read: (table: string) => TableFingerprint): Contents {
  connection.run('BEGIN');
  try {
    return {
      tables: listTables(connection).map(read),
      objects: readObjects(connection, journalMode),
    };
  } finally {
    connection.run('COMMIT');
  }
}

/** `wal` is stored in the file; the others are each connection's own affair. */
export function readJournalMode(connection: Connection): string {
  return readValue(connection, 'PRAGMA journal_mode') === 'wal' ? 'wal' : 'delete';
}

/** As the contents of a backup tell it. */
export function journalModeIn({ objects }: Pick<Contents, 'objects'>): string {
  return objects.find((object) => object.kind === 'setting' && object.name === 'journal_mode')?.detail ?? 'delete';
}

export function countRows(connection: Connection, table: string): number {
  return Number(readValue(connection, `SELECT count(*) FROM ${quote(table)}`));
}

export function listTables(connection: Connection): string[] {
  const tables = connection.rows(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
      AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name`,
  );
  return [...tables].map((row) => String(row['name']));
}

function readTable(connection: Connection, table: string): TableFingerprint {
  // Hidden = 1 are columns of virtual tables; 2 and 3 are generated ones.
  const columns = [...connection.rows(`SELECT name FROM pragma_table_xinfo(${text(table)}) WHERE hidden <> 1`)];
  const list = columns.map((row, index) => `${quote(String(row['name']))} AS c${index}`).join(', ');
  const digest = new RowDigest();
  for (const row of connection.rows(`SELECT ${list} FROM ${quote(table)}`)) {
    digest.add(Buffer.concat(Object.values(row).map(encode)));
  }
  return { name: table, rows: digest.rows, digest: digest.hex() };
}

/** Type, length, bytes: no two different rows are encoded alike. */
function encode(value: Value): Buffer {
  if (value === null) return Buffer.from('n;');
  if (typeof value === 'bigint') return Buffer.from(`i${value};`);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(9, 'r');
    bytes.writeDoubleBE(value, 1);
    return bytes;
  }
  const bytes = typeof value === 'string' ? Buffer.from(value) : Buffer.from(value);
  return Buffer.concat([Buffer.from(`${typeof value === 'string' ? 't' : 'b'}${bytes.length};`), bytes]);
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
    ...settings.map((name) => ({ kind: 'setting', name, detail: String(readValue(connection, `PRAGMA ${name}`)) })),
    { kind: 'setting', name: 'journal_mode', detail: journalMode },
  ];
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
