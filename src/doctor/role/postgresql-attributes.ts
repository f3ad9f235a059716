import { name, type Session } from '../../databases/postgresql/session.ts';
import type { Power } from '../diagnosis.ts';
import type { Memberships } from './postgresql-memberships.ts';

/** oid of the superuser that initdb makes, whose attribute nobody can take (src/include/catalog/pg_authid.dat). */
const bootstrap = '10';

/** What the role may do whatever it owns. */
export async function attributePowers(session: Session, role: string): Promise<Power[]> {
  const [row] = await session.query(
    'select oid, rolsuper, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user',
  );
  const powers: Power[] = [];
  if (row?.['rolsuper'] === 't') {
    const stop =
      row['oid'] === bootstrap
        ? [
            `CREATE ROLE ${name('<application>')} LOGIN`,
            `-- then name that role in the URL: ${name(role)} stays a superuser`,
          ]
        : [`ALTER ROLE ${name(role)} NOSUPERUSER`];
    powers.push({ could: 'drop every database of the server', because: 'it is a superuser', stop });
  }
  if (row?.['rolcreaterole'] === 't') {
    const stop = [`ALTER ROLE ${name(role)} NOCREATEROLE`];
    powers.push({ could: 'give itself the rights of other roles', because: 'it has CREATEROLE', stop });
  }
  if (row?.['rolcreatedb'] === 't') {
    const stop = [`ALTER ROLE ${name(role)} NOCREATEDB`];
    powers.push({ could: 'create databases, and drop those it created', because: 'it has CREATEDB', stop });
  }
  return powers;
}

const predefined: Readonly<Record<string, string>> = {
  pg_write_all_data: 'delete the rows of every table',
  pg_execute_server_program: "run programs as the server's own user",
  pg_write_server_files: "overwrite the server's files",
};

/** Roles that come with the server and give what no table says. */
export function membershipPowers(memberships: Memberships, role: string): Power[] {
  return Object.entries(predefined).flatMap(([granted, could]) => {
    const via = memberships.get(granted);
    if (via === undefined) return [];
    return [{ could, because: `it is a member of ${granted}`, stop: [`REVOKE ${name(via)} FROM ${name(role)}`] }];
  });
}
