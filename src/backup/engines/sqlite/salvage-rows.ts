import { type Connection, readValue } from '../../../databases/sqlite/driver.ts';
import { isFull, isLocked, reasonOf } from '../../../databases/sqlite/faults.ts';
import { quote, text } from '../../../databases/sqlite/names.ts';
import { nextReadable, type Probe, type Range } from './next-readable.ts';

/** So many rows are copied by one statement, and lost together only where the disk is full. */
const chunk = 10_000;
/** So many pieces of damage are named one by one. */
const named = 20;
const lowest = -(2n ** 63n);

interface Table {
  readonly connection: Connection;
  readonly name: string;
  /** Those that can be written, quoted and joined. */
  readonly columns: string;
  /** A name of the row's number that no column has. */
  readonly rowid: string;
}

/** Copies the rows of a table from `broken` to `main`, around what cannot be read. A line in `lost` where any is missing. */
export function copyRows(connection: Connection, name: string, lost: string[]): void {
  const total = count(connection, `broken.${quote(name)}`);
  const missing: Range[] = [];
  let full = false;
  let reason = '';
  try {
    const table = describe(connection, name);
    if (table === undefined) reason = copyWithoutRowid(connection, name);
    else missing.push(...copyAround(table));
  } catch (error) {
    if (isLocked(error)) throw error;
    full = isFull(error);
    reason = full ? 'there is no space left for them' : reasonOf(error);
  }
  const copied = count(connection, `main.${quote(name)}`) ?? 0;
  if (missing.length === 0 && reason === '' && (total === undefined || total === copied)) return;
  const which = missing.length > 0 ? `rowid ${listOf(missing)}` : reason;
  // A count may come from an index, which can be whole where the table is not.
  lost.push(
    total === undefined
      ? `table ${name}: ${copied} rows are copied, others cannot be read (${which})`
      : `table ${name}: ${total - copied} of ${total} rows are missing (${which || 'they cannot be read'})`,
  );
}

function count(connection: Connection, table: string): number | undefined {
  try {
    return Number(readValue(connection, `SELECT count(*) FROM ${table}`));
  } catch {
    return undefined;
  }
}

/** Undefined where the table has no rowid. */
function describe(connection: Connection, name: string): Table | undefined {
  const columns = writable(connection, name);
  const rowid = ['rowid', '_rowid_', 'oid'].find((word) => !columns.some((column) => column.toLowerCase() === word));
  const bare = readValue(connection, `SELECT wr FROM pragma_table_list(${text(name)}) WHERE schema = 'main'`);
  if (rowid === undefined || Number(bare) === 1) return undefined;
  return { connection, name, columns: columns.map(quote).join(', '), rowid };
}

function writable(connection: Connection, name: string): string[] {
  const rows = connection.rows(`SELECT name FROM pragma_table_xinfo(${text(name)}, 'main') WHERE hidden = 0`);
  return [...rows].map((row) => String(row['name']));
}

/** Walks the rows by number. Gives what could not be reached or read, in ascending order. */
function copyAround(table: Table): Range[] {
  const missing: Range[] = [];
  let from = lowest;
  for (;;) {
    const { ids, isLast, broke } = walk(table, from);
    missing.push(...copyBetween(table, ids));
    if (isLast) return missing;
    const last = ids.at(-1);
    if (last !== undefined) from = last + 1n;
    if (!broke) continue;
    const next = nextReadable(from, (at) => probe(table, at));
    missing.push({ from, to: next === undefined ? undefined : next - 1n });
    if (next === undefined) return missing;
    from = next;
  }
}

/**
 * Reads numbers only, which lie in the pages of the tree; long values lie in others that may be damaged as well. A driver
 * may read ahead, and gives nothing of what it read before the damage: then fewer are asked for.
 */
function walk(table: Table, from: bigint, limit = chunk): { ids: bigint[]; isLast: boolean; broke: boolean } {
  try {
    const ids = [...table.connection.rows(numbersFrom(table, from, limit))].map((row) => BigInt(row['id'] as bigint));
    // In a page of rubbish numbers may go down again, and we would never end.
    if (ids.every((id, index) => id >= (ids[index - 1] ?? from)))
      return { ids, isLast: ids.length < limit, broke: false };
  } catch (error) {
    if (isLocked(error)) throw error;
  }
  return limit === 1 ? { ids: [], isLast: false, broke: true } : walk(table, from, Math.ceil(limit / 10));
}

function numbersFrom({ name, rowid }: Table, from: bigint, limit: number): string {
  return `SELECT ${rowid} AS id FROM broken.${quote(name)} NOT INDEXED WHERE ${rowid} >= ${number(from)} ORDER BY ${rowid} LIMIT ${limit}`;
}

function copyBetween(table: Table, ids: readonly bigint[]): Range[] {
  const [first, last] = [ids[0], ids.at(-1)];
  if (first === undefined || last === undefined) return [];
  const { connection, name, columns, rowid } = table;
  // A range steps on to the row after its last one, which may lie in a damaged page; a single number does not.
  const which = first === last ? `= ${number(first)}` : `BETWEEN ${number(first)} AND ${number(last)}`;
  try {
    connection.run(`INSERT INTO main.${quote(name)} (${columns}) SELECT ${columns} FROM broken.${quote(name)} NOT INDEXED
      WHERE ${rowid} ${which}`);
    return [];
  } catch (error) {
    if (isFull(error) && ids.length > 1) copyBetween(table, ids.slice(0, ids.length >> 1));
    if (isLocked(error) || isFull(error)) throw error;
    if (ids.length === 1) return [{ from: first, to: first }];
    const middle = ids.length >> 1;
    return [...copyBetween(table, ids.slice(0, middle)), ...copyBetween(table, ids.slice(middle))];
  }
}

function probe(table: Table, at: bigint): Probe {
  try {
    return readValue(table.connection, numbersFrom(table, at, 1)) === null ? 'end' : 'readable';
  } catch (error) {
    if (isLocked(error)) throw error;
    return 'broken';
  }
}

/** As many of the first rows, in the order of the key, as can be read. Gives why there are no more; empty where all are. */
function copyWithoutRowid(connection: Connection, name: string): string {
  const columns = writable(connection, name).map(quote).join(', ');
  const rows = (limit: number) => `SELECT ${columns} FROM broken.${quote(name)} LIMIT ${limit}`;
  let reason = '';
  const copy = (limit: number): boolean => {
    try {
      connection.run(`INSERT INTO main.${quote(name)} (${columns}) ${rows(limit)}`);
      return true;
    } catch (error) {
      if (isLocked(error) || isFull(error)) throw error;
      reason ||= `${reasonOf(error)}; the table has no rowid, so what follows the first damage is out of reach`;
      return false;
    }
  };
  if (copy(-1)) return '';
  let [good, bad] = [0, 1];
  const reads = (limit: number) => count(connection, `(${rows(limit)})`) === limit;
  while (reads(bad)) [good, bad] = [bad, bad * 2];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (reads(middle)) good = middle;
    else bad = middle;
  }
  while (good > 0 && !copy(good)) good--;
  return reason;
}

/** SQLite has no literal for the lowest integer. */
function number(value: bigint): string {
  return value === lowest ? `(${lowest + 1n} - 1)` : String(value);
}

function listOf(missing: readonly Range[]): string {
  const more = missing.length > named ? ` and ${missing.length - named} more` : '';
  return missing.slice(0, named).map(wordsFor).join(', ') + more;
}

function wordsFor({ from, to }: Range): string {
  if (to === undefined) return from === lowest ? 'of all rows' : `from ${from} on`;
  if (from === lowest) return `up to ${to}`;
  return from === to ? `${from}` : `${from} to ${to}`;
}
