import { literal, name, type Row, type Session } from '../../../databases/postgresql/session.ts';
import type { Host } from '../../../host.ts';
import { beginSnapshot } from './read-contents.ts';
import type { TableName } from './read-tables.ts';

/** So many blocks are asked for at once; a range that fails is halved. */
const range = 64;

interface Saved {
  readonly rows: number;
  /** `block 3`, `a row of block 7 at (7,12)`. */
  readonly lost: readonly string[];
}

/** Writes a script for psql with the rows of all blocks that can be read, and leaves the damaged ones out. */
export async function saveRows(host: Host, session: Session, table: TableName, file: string): Promise<Saved> {
  const relation = `${name(table.schema)}.${name(table.table)}`;
  const columns = await session.query(`select attname as name from pg_attribute
    where attrelid = ${literal(relation)}::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`);
  const list = columns.map((column) => name(column['name'] ?? '')).join(', ');
  const [size] = await session.query(
    `select pg_relation_size(${literal(relation)}::regclass) / current_setting('block_size')::int as blocks`,
  );
  const lost: string[] = [];
  let rows = 0;
  const handle = await host.fs.promises.open(file, 'wx', 0o600);
  const read = async (where: string) => {
    const found = await inSnapshot(session, `select ${list} from only ${relation} where ${where}`);
    await handle.writeFile(found.map((row) => `${Object.values(row).map(field).join('\t')}\n`).join(''));
    rows += found.length;
  };
  const readBlocks = async (from: number, to: number): Promise<void> => {
    const where = `ctid >= '(${from},0)' and ctid < '(${to},0)'`;
    try {
      await read(where);
    } catch (error) {
      if (!isDamage(error)) throw error;
      if (to - from > 1) {
        const middle = (from + to) >> 1;
        await readBlocks(from, middle);
        await readBlocks(middle, to);
        return;
      }
      await readSingly(from, where);
    }
  };
  // The page may be whole and a long value, which lies elsewhere, not.
  const readSingly = async (block: number, where: string) => {
    const found = await inSnapshot(session, `select ctid::text as at from only ${relation} where ${where}`).catch(
      (error: unknown) => {
        if (!isDamage(error)) throw error;
        lost.push(`block ${block}`);
        return [];
      },
    );
    for (const { at } of found) {
      await read(`ctid = '${at}'`).catch((error: unknown) => {
        if (!isDamage(error)) throw error;
        lost.push(`the row at ${at}`);
      });
    }
  };
  try {
    await handle.writeFile(`SET client_encoding = 'UTF8';\nCOPY ${relation} (${list}) FROM stdin;\n`);
    for (let from = 0; from < Number(size?.['blocks']); from += range) await readBlocks(from, from + range);
    await handle.writeFile('\\.\n');
  } finally {
    await handle.close();
  }
  return { rows, lost };
}

async function inSnapshot(session: Session, sql: string): Promise<Row[]> {
  await beginSnapshot(session);
  try {
    return await session.query(sql);
  } finally {
    await session.query('ROLLBACK');
  }
}

/** data_corrupted, index_corrupted, io_error and missing files (PostgreSQL, appendix A). */
function isDamage(error: unknown): boolean {
  return /^(XX|58)/.test((error as { code?: string }).code ?? '');
}

/** COPY's text format. */
function field(value: string | null): string {
  if (value === null) return '\\N';
  return value.replace(
    /[\\\t\n\r]/g,
    (sign) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[sign] ?? sign,
  );
}
