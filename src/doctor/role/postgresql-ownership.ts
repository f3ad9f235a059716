import { literal, name, type Row, type Session } from '../../databases/postgresql/session.ts';
import type { Power } from '../diagnosis.ts';
import { listNames } from './list-names.ts';
import { type Memberships, migrator } from './postgresql-memberships.ts';

/**
 * Owners may drop: of a table, of the schema it is in, of the database. With a table the role loses its right to read
 * it too, which `keep` gives back: all but DELETE, for an application that deletes no rows should not be able to.
 */
export async function ownershipPowers(
  session: Session,
  memberships: Memberships,
  role: string,
): Promise<{ powers: Power[]; keep: string[] }> {
  const owners = [...memberships.keys()].map(literal).join(', ');
  const databases = await session.query(
    `select datname as name, pg_get_userbyid(datdba) as owner from pg_database
     where datname = current_database() and pg_get_userbyid(datdba) in (${owners})`,
  );
  const schemas = await session.query(
    `select nspname as name, pg_get_userbyid(nspowner) as owner from pg_namespace
     where pg_get_userbyid(nspowner) in (${owners}) and nspname !~ '^pg_' and nspname <> 'information_schema' order by 1`,
  );
  const tables = await session.query(
    `select n.nspname as schema, c.relname as name, c.relkind as kind, pg_get_userbyid(c.relowner) as owner
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
     and pg_get_userbyid(c.relowner) in (${owners}) order by 1, 2`,
  );
  const statement = (kind: string, what: string, row: Row) =>
    takeOver(kind, what, row['owner'] ?? '', memberships, role);
  const powers = [
    ...databases.map((row) => ({
      could: `drop the database ${row['name']}`,
      because: ownsIt(row, role),
      stop: statement('DATABASE', name(row['name'] ?? ''), row),
    })),
    ...schemas.map((row) => ({
      could: `drop the schema ${row['name']} with all that is in it`,
      because: ownsIt(row, role),
      stop: statement('SCHEMA', name(row['name'] ?? ''), row),
    })),
    ...(tables.length === 0 ? [] : [tablesPower(tables, statement)]),
  ];
  const used = [...new Set(tables.map((row) => name(row['schema'] ?? '')))];
  const keep = used.flatMap((schema) => [
    `GRANT USAGE ON SCHEMA ${schema} TO ${name(role)}`,
    `GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA ${schema} TO ${name(role)}`,
    `GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${schema} TO ${name(role)}`,
  ]);
  return { powers, keep };
}

function tablesPower(tables: readonly Row[], statement: (kind: string, what: string, row: Row) => string[]): Power {
  const stop = tables.flatMap((row) =>
    statement(
      row['kind'] === 'm' ? 'MATERIALIZED VIEW' : 'TABLE',
      `${name(row['schema'] ?? '')}.${name(row['name'] ?? '')}`,
      row,
    ),
  );
  const names = tables.map((row) => `${row['schema']}.${row['name']}`);
  return { could: `drop or empty ${listNames('table', names)}`, because: 'it owns them', stop: [...new Set(stop)] };
}

/** A membership is taken away; what is the role's own gets another owner. */
function takeOver(kind: string, what: string, owner: string, memberships: Memberships, role: string): string[] {
  const via = memberships.get(owner);
  // The rights of pg_database_owner go with the database itself.
  const isOwn = owner === role || via === role;
  return isOwn ? [`ALTER ${kind} ${what} OWNER TO ${migrator}`] : [`REVOKE ${name(via ?? owner)} FROM ${name(role)}`];
}

function ownsIt(row: Row, role: string): string {
  return row['owner'] === role ? 'it owns it' : `it has the rights of ${row['owner']}, who owns it`;
}
