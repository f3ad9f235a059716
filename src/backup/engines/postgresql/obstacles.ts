/** What would keep a database from coming back, told by the catalogues. The copy is made from another database of the server. */
import { readAddress } from '../../../databases/postgresql/address.ts';
import { restoreFault, subjectOf } from '../../../databases/postgresql/faults.ts';
import { maintain, name, openSession, readVersion, type Session } from '../../../databases/postgresql/session.ts';
import { byRestorer } from '../by-restorer.ts';
import type { EngineContext, Obstacle } from '../contract.ts';
import { extensionObstacles } from './extension-obstacles.ts';
import { ownerObstacles } from './owner-obstacles.ts';
import { rowObstacles } from './row-obstacles.ts';
import { spaceObstacles } from './space-obstacles.ts';

interface Role {
  readonly name: string;
  readonly isSuper: boolean;
  readonly mayCreate: boolean;
  /** Whether it may act as the database's owner, and the owner's name. */
  readonly mayOwn: boolean;
  readonly owner: string;
}

/** For the role of the target's URL. Throws `restore-refused` where the server does not answer. */
export async function findObstacles(context: EngineContext): Promise<readonly Obstacle[]> {
  const { host, target } = context;
  const subject = subjectOf(context);
  const address = readAddress(host, target.url);
  const session = await openSession(host, address).catch((error) => Promise.reject(restoreFault(error, subject)));
  try {
    const role = await readRole(session);
    const entering = await maintain(host, address, (other) => templateObstacles(target.label, other)).catch(
      (error: unknown) => [noEntrance(target.label, role.name, restoreFault(error, subject).why)],
    );
    return [
      ...createObstacles(target.label, role),
      ...entering,
      ...(await rowObstacles(session, role.name)),
      ...(await ownerObstacles(session, role.name)),
      ...(await extensionObstacles(session)),
      ...(await spaceObstacles(host, session)),
    ];
  } catch (error) {
    throw restoreFault(error, subject);
  } finally {
    await session.close().catch(() => {});
  }
}

async function readRole(session: Session): Promise<Role> {
  // From 16 on a member may have a role's rights and yet not be able to give something to it.
  const may = Number.parseInt(await readVersion(session), 10) >= 16 ? 'SET' : 'MEMBER';
  const [row] =
    await session.query(`select current_user as name, rolsuper, rolcreatedb, pg_get_userbyid(datdba) as owner,
    pg_has_role(datdba, '${may}') and pg_has_role(datdba, 'USAGE') as may_own
    from pg_roles, pg_database where rolname = current_user and datname = current_database()`);
  return {
    name: row?.['name'] ?? '',
    isSuper: row?.['rolsuper'] === 't',
    mayCreate: row?.['rolcreatedb'] === 't',
    mayOwn: row?.['may_own'] === 't',
    owner: row?.['owner'] ?? '',
  };
}

function createObstacles(label: string, role: Role): Obstacle[] {
  if (role.isSuper) return [];
  const found: Obstacle[] = [];
  if (!role.mayCreate) {
    found.push({
      what: label,
      why: `a backup is brought back by way of a second database, and the role ${role.name} may not create one`,
      next: [`Have an administrator run: ALTER ROLE ${name(role.name)} CREATEDB;`, byRestorer],
      reach: 'all',
    });
  }
  if (!role.mayOwn) {
    found.push({
      what: label,
      why: `it belongs to ${role.owner}, and the role ${role.name} may neither create a database of that owner nor rename this one`,
      next: [`Have an administrator run: GRANT ${name(role.owner)} TO ${name(role.name)};`, byRestorer],
      reach: 'all',
    });
  }
  return found;
}

/** An empty database is made from template0. */
async function templateObstacles(label: string, other: Session): Promise<Obstacle[]> {
  const [row] = await other.query("select from pg_database where datname = 'template0' and datistemplate");
  if (row) return [];
  return [
    {
      what: label,
      why: 'the server has no template0, from which an empty database is made',
      next: ["Have an administrator run: UPDATE pg_database SET datistemplate = true WHERE datname = 'template0';"],
      reach: 'all',
    },
  ];
}

function noEntrance(label: string, role: string, reason: string): Obstacle {
  return {
    what: label,
    why: `a second database is created from postgres or template1, and the role ${role} can connect to neither (${reason.replace(/\.$/, '')})`,
    next: [
      `Have an administrator run: GRANT CONNECT ON DATABASE postgres TO ${name(role)};`,
      'Where a pooler stands between: let it know the database postgres, or go past it.',
      byRestorer,
    ],
    reach: 'all',
  };
}
