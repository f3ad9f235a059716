import { isProtected } from '../../policy/matrix.ts';
import { askServer } from './ask-server.ts';
import { checkBackups } from './checks/backups.ts';
import { checkConfigLines } from './checks/lines.ts';
import { checkNamed } from './checks/policy.ts';
import { checkVersions } from './checks/versions.ts';
import type { Check, RoleReport } from './diagnosis.ts';
import type { Ground, Scope } from './ground.ts';
import type { Surroundings } from './surroundings.ts';

/** A package of a workspace, seen from its own folder. */
export interface Member {
  /** Path from the root of the workspace. */
  readonly name: string;
  readonly at: Surroundings;
  readonly ground: Ground;
}

/** What is its own: its Prisma, its config files, its database and the role there. Each check says which package it is of. */
export async function checkMember({ name, at, ground }: Member, scope: Scope): Promise<Check[]> {
  const { host } = at;
  const { policy, policyCheck, target, problem, environment } = ground;
  const asked = scope.askDatabase && target ? await askServer(host, target, policy) : undefined;
  const checks = [
    ...checkVersions(at).filter(({ id }) => id !== 'node'),
    ...checkConfigLines(at),
    ...(policyCheck.level === 'ok' ? [] : [policyCheck]),
    checkNamed(target, problem, policy, environment),
    ...(scope.ofMachine ? [await checkBackups(host, policy, target)] : []),
    ...(asked?.checks ?? []),
    ...(asked?.role ? powersOf(asked.role, isProtected(environment.name)) : []),
  ];
  return checks.map((check) => ({ ...check, says: `in ${name}: ${check.says}` }));
}

function powersOf({ role, powers }: RoleReport, isInProtected: boolean): Check[] {
  const level = isInProtected ? 'warn' : 'ok';
  return powers.map(({ could, because, stop }) => {
    return { id: 'role', level, says: `${role} could ${could}, for ${because}`, fix: level === 'ok' ? [] : stop };
  });
}
