import { isProtected } from '../../policy/matrix.ts';
import { stagingOf } from '../backup/index.ts';
import { findPast } from '../policy/until.ts';
import { dependsOnPrisma, findMembers, mostTried } from '../project/members.ts';
import { askServer } from './ask-server.ts';
import { checkMember, type Member } from './check-member.ts';
import { checkBackups } from './checks/backups.ts';
import { checkAudit, checkSpace, checkWritable } from './checks/folders.ts';
import { checkConfigLines, checkPackageLine, checkPath } from './checks/lines.ts';
import { checkHeard, checkNamed, checkPast } from './checks/policy.ts';
import { checkStamp } from './checks/stamp.ts';
import { checkVersions } from './checks/versions.ts';
import type { Check, Diagnosis, Finding, WayResult } from './diagnosis.ts';
import type { Ground, Scope } from './ground.ts';
import { scan } from './scan/scan.ts';
import { configInUse, linkCommand, type Surroundings } from './surroundings.ts';
import { unseenNames } from './unseen-names.ts';
import { entryWay, listWays } from './ways/list-ways.ts';
import { tryWays } from './ways/try-ways.ts';

/**
 * Tries the ways in, reads what scripts and pipelines do, and checks what a guarded command will need. Changes
 * nothing. `members`: the packages of the workspace that we stand at the root of, as far as they have a Prisma.
 */
export async function examine(
  at: Surroundings,
  ground: Ground,
  scope: Scope,
  members: readonly Member[] = [],
): Promise<Diagnosis> {
  const ways = await tryWays(at.host, listWays(at, ground.target?.identity.provider));
  // A root that only holds packages with a Prisma has no database itself: what is not known of it is not missing.
  const isHome = members.length === 0 || dependsOnPrisma(at.host, at.host.cwd);
  const { checks, role } = await checkAll(at, ground, scope, isHome);
  for (const member of members) checks.push(...(await checkMember(member, scope)));
  checks.push(...checkCount(at));
  const roleLevel = isProtected(ground.environment.name) && (role?.powers.length ?? 0) > 0 ? 'warn' : 'ok';
  return { ways, findings: readScripts(at, ways, ground), checks, role, roleLevel };
}

function readScripts(at: Surroundings, ways: readonly WayResult[], { environment }: Ground): Finding[] {
  const { host, root, prisma, manager } = at;
  const entry = entryWay(at);
  return scan(host, root, [root, ...findMembers(host)], {
    major: prisma?.major,
    hasConfigLine: configInUse(at)?.hasLine ?? false,
    isFileCaught: ways.some(({ way, state }) => way === entry && state === 'caught'),
    linksByScript: linkCommand(at).endsWith('prisma-interlock link'),
    isProtected: isProtected(environment.name),
    runs: manager.runs,
  });
}

async function checkAll(at: Surroundings, ground: Ground, { askDatabase, ofMachine }: Scope, isHome: boolean) {
  const { host, root } = at;
  const { policy, target, problem, environment } = ground;
  const asked = askDatabase && target ? await askServer(host, target, policy) : undefined;
  const checks: Check[] = [
    ...checkVersions(at).filter(({ id }) => isHome || id !== 'prisma'),
    ...(ofMachine ? [checkPath(at)] : []),
    ...(isHome ? checkConfigLines(at) : []),
    ...checkPackageLine(at),
    ground.policyCheck,
    ...checkHeard(await unseenNames(host, policy, target ? [target] : [])),
    ...checkPast(findPast(policy, target ? [target] : [])),
    ...(isHome ? [checkNamed(target, problem, policy, environment)] : []),
    ...(isHome && target?.look?.exists ? [checkStamp(target, environment)] : []),
    checkWritable(host, 'repository', stagingOf(policy.backup.repository)),
    ...(await checkSpace(host, policy, asked?.size)),
    ...(ofMachine && isHome ? [await checkBackups(host, policy, target)] : []),
    checkAudit(host, root),
    ...(asked?.checks ?? []),
  ];
  return { checks, role: asked?.role };
}

function checkCount({ host }: Surroundings): Check[] {
  const count = findMembers(host).length;
  if (count <= mostTried) return [];
  const says = `of ${count} packages with a Prisma only the first ${mostTried} were tried`;
  return [{ id: 'members', level: 'warn', says, fix: ['run this in the folders of the others'] }];
}
