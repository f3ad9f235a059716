import { type Afterwards, type AskedAfterwards, batch, type Fault, lookPatienceMs } from '../afterwards.ts';
import { literal, type Session } from './session.ts';

/** As a backup names a table, and as it names all else. */
const plainName = "n.nspname || '.' || c.relname";
const fullName = "pg_catalog.format('%I.%I', n.nspname, c.relname)";

/** Of what is still being made by another session nobody can say yet that it failed: that one holds this lock on its table. */
const isAtWork = `EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE l.relation = i.indrelid AND l.granted
  AND l.mode = 'ShareUpdateExclusiveLock' AND l.pid <> pg_catalog.pg_backend_pid())`;

const notValid = `
  SELECT 'constraint' AS kind, ${fullName} || '.' || pg_catalog.quote_ident(k.conname) AS name
    FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE NOT k.convalidated
  UNION ALL
  SELECT 'index', ${fullName} FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname !~ '^pg_' AND NOT ${isAtWork}`;

/** Reads only. What this role may not read, or row security hides, is not called empty. Throws what the server says. */
export async function lookAfterwards(session: Session, { had }: AskedAfterwards): Promise<Afterwards> {
  await session.query(`SET default_transaction_read_only TO on; SET statement_timeout TO ${lookPatienceMs};
    SET lock_timeout TO 200`);
  const there = await findTables(session, had);
  const readable = had.filter((name) => there.get(name) !== undefined);
  const empty = await findEmpty(
    session,
    readable.map((name) => there.get(name) ?? ''),
  );
  return {
    gone: had.filter((name) => !there.has(name)),
    empty: readable.filter((name) => empty.includes(there.get(name) ?? '')),
    faults: (await session.query(notValid)).map(({ kind, name }): Fault => {
      return { kind: kind === 'index' ? 'index' : 'constraint', name: name ?? '', says: 'is not valid' };
    }),
  };
}

/** Those that are there, each quoted; undefined where not all its rows can be seen. Catalogues tell of what this role may not enter, too. */
async function findTables(session: Session, names: readonly string[]): Promise<Map<string, string | undefined>> {
  if (names.length === 0) return new Map();
  const rows = await session.query(`
    SELECT ${plainName} AS name, ${fullName} AS quoted, pg_catalog.has_schema_privilege(n.oid, 'USAGE')
      AND pg_catalog.has_table_privilege(c.oid, 'SELECT') AND NOT pg_catalog.row_security_active(c.oid) AS readable
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND ${plainName} IN (${names.map(literal).join(', ')})`);
  return new Map(rows.map(({ name, quoted, readable }) => [name ?? '', readable === 't' ? (quoted ?? '') : undefined]));
}

/** `names`: quoted. One that is locked, or takes too long, is not called empty. */
async function findEmpty(session: Session, names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (let at = 0; at < names.length; at += batch) {
    const each = names
      .slice(at, at + batch)
      .map((name) => `SELECT ${literal(name)} AS name WHERE NOT EXISTS (SELECT FROM ${name})`);
    const rows = await session.query(each.join(' UNION ALL ')).catch(() => []);
    found.push(...rows.map(({ name }) => name ?? ''));
  }
  return found;
}
