import { readAddress } from '../../databases/mysql/address.ts';
import { readServer } from '../../databases/mysql/server.ts';
import { openSession, type Session } from '../../databases/mysql/session.ts';
import type { Host } from '../../host.ts';
import type { Target } from '../../types.ts';
import type { Power, RoleReport } from '../diagnosis.ts';
import { type Grant, readGrant } from './mysql-grant.ts';

/** How long the server may take to connect, and over one query, in seconds. */
const timeoutSeconds = 5;

/** What each privilege lets one do to data that is there (MariaDB: GRANT; MySQL 8 manual, 8.2.2). */
const effects: Readonly<Record<string, string>> = {
  DROP: 'drop or empty',
  DELETE: 'delete the rows of',
  ALTER: 'drop columns of',
};

/** Reads SHOW GRANTS of the user and of its roles, in a transaction that may write nothing. */
export async function readMysqlRole(host: Host, target: Target): Promise<RoleReport> {
  const address = readAddress(host, target.url);
  const quick = { ...address, connectTimeoutSeconds: Math.min(address.connectTimeoutSeconds, timeoutSeconds) };
  const session = await openSession(host, quick, address.database);
  try {
    await limitTime(session);
    await session.query('START TRANSACTION READ ONLY');
    const [row] = await session.query('select current_user() as role');
    const grants = await readGrants(session);
    return { role: row?.['role'] ?? '', powers: powersOf(grants, address.database), keep: [] };
  } finally {
    await session.close().catch(() => {});
  }
}

/** Each of the two servers knows one of these. */
async function limitTime(session: Session): Promise<void> {
  for (const limit of [`max_statement_time = ${timeoutSeconds}`, `max_execution_time = ${timeoutSeconds * 1000}`])
    await session.query(`SET SESSION ${limit}`).catch(() => {});
}

/** The user's own and those of every role that it could take on, whether or not it does so by itself. */
async function readGrants(session: Session): Promise<Grant[]> {
  const own = await showGrants(session, 'SHOW GRANTS');
  const roles = new Set(own.flatMap(({ roles: granted }) => granted));
  const { family } = await readServer(session);
  const all = [...own];
  for (const role of roles) {
    if (family === 'MariaDB') {
      // Shows the grants of the roles that are taken on beside the user's own, each with its grantee.
      await session.query(`SET ROLE ${role}`);
      all.push(...(await showGrants(session, 'SHOW GRANTS')));
      await session.query('SET ROLE NONE');
    } else {
      // Shows them as if they were the user's (MySQL 8 manual, SHOW GRANTS).
      const mixed = await showGrants(session, `SHOW GRANTS FOR CURRENT_USER() USING ${role}`);
      all.push(...mixed.map((grant) => ({ ...grant, by: role })));
    }
  }
  return all;
}

async function showGrants(session: Session, sql: string): Promise<Grant[]> {
  const rows = await session.query(sql);
  return rows.map((row) => readGrant(Object.values(row)[0] ?? '')).filter((grant) => grant !== undefined);
}

function powersOf(grants: readonly Grant[], database: string): Power[] {
  const reaching = grants.filter((grant) => grant.reaches(database));
  return Object.entries(effects).flatMap(([privilege, effect]) => {
    const given = reaching.filter(({ privileges }) =>
      [privilege, 'ALL PRIVILEGES'].some((each) => privileges.includes(each)),
    );
    if (given.length === 0) return [];
    const own = given.filter(({ by }) => by === undefined);
    const isOwn = (grant: Grant) => own.some(({ on }) => on === grant.on);
    const stop = given
      .filter((grant) => grant.by === undefined || !isOwn(grant))
      .map(({ on, to, by }) =>
        by === undefined ? `REVOKE ${privilege} ON ${on} FROM ${to}` : `REVOKE ${by} FROM ${to}`,
      );
    const places = [...new Set(given.map(({ on }) => on))];
    return [
      { could: `${effect} tables of ${places.join(', ')}`, because: `it has ${privilege}`, stop: [...new Set(stop)] },
    ];
  });
}
