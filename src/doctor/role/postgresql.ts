import { readAddress } from '../../databases/postgresql/address.ts';
import { openSession, type Session } from '../../databases/postgresql/session.ts';
import type { Host } from '../../host.ts';
import type { Target } from '../../types.ts';
import type { RoleReport } from '../diagnosis.ts';
import { attributePowers, membershipPowers } from './postgresql-attributes.ts';
import { grantPowers } from './postgresql-grants.ts';
import { readMemberships } from './postgresql-memberships.ts';
import { ownershipPowers } from './postgresql-ownership.ts';

/** How long the server may take to connect, and over one query, in seconds. */
const timeoutSeconds = 5;

/**
 * Reads the catalogue, in a transaction that may write nothing. Rights that a superuser has by nature are not counted
 * one by one, so what is listed stays true when the attribute is gone.
 * PostgreSQL 15 manual: 5.7 Privileges, 22.5 Predefined Roles, DROP TABLE, ALTER DEFAULT PRIVILEGES.
 */
export async function readPostgresRole(host: Host, target: Target): Promise<RoleReport> {
  const address = readAddress(host, target.url);
  const session = await openSession(host, {
    ...address,
    connectTimeoutSeconds: Math.min(address.connectTimeoutSeconds, timeoutSeconds),
  });
  try {
    await session.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await session.query(`SET LOCAL statement_timeout = '${timeoutSeconds}s'`);
    const [row] = await session.query('select current_user as role');
    const role = row?.['role'] ?? '';
    return { role, ...(await readPowers(session, role)) };
  } finally {
    await session.close().catch(() => {});
  }
}

async function readPowers(session: Session, role: string): Promise<Pick<RoleReport, 'powers' | 'keep'>> {
  const memberships = await readMemberships(session);
  const ownership = await ownershipPowers(session, memberships, role);
  const powers = [
    ...(await attributePowers(session, role)),
    ...membershipPowers(memberships, role),
    ...ownership.powers,
    ...(await grantPowers(session, memberships, role)),
  ];
  return { powers, keep: ownership.keep };
}
