import { type Connection, open, readValue } from '../../../databases/sqlite/driver.ts';
import { isFull, isLocked, reasonOf } from '../../../databases/sqlite/faults.ts';
import { quote, text } from '../../../databases/sqlite/names.ts';
import type { Host } from '../../../host.ts';
import type { Dump, EngineContext } from '../contract.ts';
import { readContents } from './read-contents.ts';
import { copyRows } from './salvage-rows.ts';

interface Item {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

/**
 * Copies table by table into a new file, around the pages that cannot be read, and keeps the file itself as it is beside
 * that. The damaged file is opened for reading only: nothing is recovered, written back or checkpointed in it.
 */
export async function salvage(context: EngineContext, folder: string, payload: string): Promise<Dump> {
  const { host, target } = context;
  const copy = `${folder}/${payload}`;
  await host.fs.promises.writeFile(copy, '', { flag: 'wx', mode: 0o600 });
  const connection = await open(host, copy, 'rw');
  const lost: string[] = [];
  let journalMode = 'delete';
  try {
    for (const pragma of ['journal_mode = memory', 'synchronous = off', 'foreign_keys = off', 'writable_schema = on'])
      connection.run(`PRAGMA ${pragma}`);
    const attached = attempt('the file', lost, () => attach(connection, target.identity.database));
    if (attached) journalMode = copyAll(connection, lost);
  } finally {
    connection.close();
  }
  const raw = await keepRaw(host, target.identity.database, folder, lost);
  const reader = await open(host, copy, 'ro');
  try {
    const contents = readContents(reader, journalMode, { host, file: copy });
    if (raw.length === 0 && contents.tables.length === 0) throw new Error(lost.join('; '));
    return {
      serverVersion: `SQLite ${readValue(reader, 'SELECT sqlite_version()')}`,
      tool: undefined,
      files: [payload, ...raw],
      ...contents,
      snapshot: 'separate',
      excluded: ['databases that were attached'],
      incomplete: lost,
    };
  } finally {
    reader.close();
  }
}

function attach(connection: Connection, file: string): true {
  const address = `file:${encodeURI(file).replaceAll('?', '%3f').replaceAll('#', '%23')}?mode=ro`;
  connection.run(`ATTACH ${text(address)} AS broken`);
  readValue(connection, 'SELECT count(*) FROM broken.sqlite_master');
  return true;
}

/** Gives the journal mode. What fails is named in `lost`, and the next one tried. */
function copyAll(connection: Connection, lost: string[]): string {
  const setting = (name: string) =>
    attempt(`setting ${name}`, lost, () => readValue(connection, `PRAGMA broken.${name}`));
  const journalMode = String(setting('journal_mode') ?? 'delete');
  // These two only hold for a file that has no table yet.
  for (const name of ['encoding', 'auto_vacuum', 'user_version', 'application_id']) {
    const value = setting(name);
    if (value !== undefined) connection.run(`PRAGMA main.${name} = ${typeof value === 'string' ? text(value) : value}`);
  }
  const items = attempt('the list of tables (sqlite_master)', lost, () => readItems(connection)) ?? [];
  const virtual = items.filter((item) => /^create virtual/i.test(item.sql));
  const tables = items.filter((item) => item.type === 'table' && !virtual.includes(item));
  const own = tables.filter((item) => !item.name.startsWith('sqlite_'));
  for (const table of sortBySize(connection, own)) {
    const made = attempt(`table ${table.name}`, lost, () => create(connection, table));
    if (made) copyRows(connection, table.name, lost);
  }
  if (tables.some((item) => item.name === 'sqlite_sequence')) {
    attempt('the positions of AUTOINCREMENT', lost, () => {
      connection.run('DELETE FROM main.sqlite_sequence');
      connection.run('INSERT INTO main.sqlite_sequence SELECT * FROM broken.sqlite_sequence');
    });
  }
  // A trigger that is there before the rows would fire for each.
  for (const type of ['index', 'view', 'trigger']) {
    for (const item of items.filter((each) => each.type === type))
      attempt(`${type} ${item.name}`, lost, () => create(connection, item));
  }
  for (const { name } of virtual)
    lost.push(`virtual table ${name}: only the tables that it keeps its data in are copied`);
  return journalMode === 'wal' ? 'wal' : 'delete';
}

function readItems(connection: Connection): Item[] {
  const rows = connection.rows('SELECT type, name, sql FROM broken.sqlite_master WHERE sql IS NOT NULL ORDER BY rowid');
  return [...rows].map((row) => ({ type: String(row['type']), name: String(row['name']), sql: String(row['sql']) }));
}

function create(connection: Connection, { sql }: Item): true {
  connection.run(sql);
  return true;
}

/** By rows, since no driver here can tell pages; one that cannot be counted comes last. */
function sortBySize(connection: Connection, tables: readonly Item[]): Item[] {
  const sized = tables.map((table) => {
    let rows = Number.POSITIVE_INFINITY;
    try {
      rows = Number(readValue(connection, `SELECT count(*) FROM broken.${quote(table.name)}`));
    } catch {}
    return { table, rows };
  });
  return sized.sort((a, b) => (a.rows === b.rows ? 0 : a.rows < b.rows ? -1 : 1)).map(({ table }) => table);
}

/** The bytes, for whoever has better means; with what SQLite keeps beside them. */
async function keepRaw(host: Host, file: string, folder: string, lost: string[]): Promise<string[]> {
  const { promises, existsSync } = host.fs;
  await promises.mkdir(`${folder}/raw`, { mode: 0o700 });
  const kept: string[] = [];
  for (const end of ['', '-wal', '-shm', '-journal']) {
    if (!existsSync(file + end)) continue;
    const name = `raw/database${end}`;
    try {
      await promises.copyFile(file + end, `${folder}/${name}`, host.fs.constants.COPYFILE_FICLONE);
      kept.push(name);
    } catch (error) {
      await promises.rm(`${folder}/${name}`, { force: true });
      lost.push(`the bytes of the file ${file}${end}: ${(error as NodeJS.ErrnoException).code}`);
    }
  }
  return kept;
}

/** Undefined where it failed, with a line in `lost`. Throws where another program is in the way: that is no damage. */
export function attempt<T>(what: string, lost: string[], work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (isLocked(error)) throw error;
    lost.push(`${what}: ${isFull(error) ? 'there is no space left for it' : reasonOf(error)}`);
    return undefined;
  }
}
