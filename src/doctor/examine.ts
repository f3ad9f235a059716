import { stagingOf } from '../backup/repository/place.ts';
import type { Host } from '../host.ts';
import type { Policy } from '../policy/policy.ts';
import { findMembers } from '../project/members.ts';
import { plain } from '../secrets/clean.ts';
import { scrub } from '../secrets/scrub.ts';
import type { Environment, Target } from '../types.ts';
import { checkBackups, checkTool } from './checks/backups.ts';
import { checkAudit, checkSpace, checkWritable } from './checks/folders.ts';
import { checkConfigLines, checkPackageLine, checkPath } from './checks/lines.ts';
import { checkNamed } from './checks/policy.ts';
import { checkVersions } from './checks/versions.ts';
import type { Check, Diagnosis, Finding, RoleReport, WayResult } from './diagnosis.ts';
import { readRole } from './role/read-role.ts';
import { scan } from './scan/scan.ts';
import { configInUse, linkCommand, type Surroundings } from './surroundings.ts';
import { entryWay, listWays } from './ways/list-ways.ts';
import { tryWays } from './ways/try-ways.ts';

/** Where the project's command lines would land. */
export interface Ground {
  readonly policy: Policy;
  /** Of the policy's own check. */
  readonly policyCheck: Check;
  readonly target: Target | undefined;
  readonly problem: string | undefined;
  readonly environment: Environment;
}

export interface Scope {
  /** Connect to the database, to read its size and the rights of the role. */
  readonly askDatabase: boolean;
  /** Look at what only a machine that people work at has: a shell's PATH, backups. */
  readonly ofMachine: boolean;
}

/**
 * Tries the ways in, reads what scripts and pipelines do, and checks what a guarded command will need. Changes
 * nothing.
 */
export async function examine(at: Surroundings, ground: Ground, scope: Scope): Promise<Diagnosis> {
  const ways = await tryWays(at.host, listWays(at));
  const { checks, role } = await checkAll(at, ground, scope);
  const isProtected = !['development', 'test'].includes(ground.environment.name);
  const roleLevel = isProtected && (role?.powers.length ?? 0) > 0 ? 'warn' : 'ok';
  return { ways, findings: readScripts(at, ways), checks, role, roleLevel };
}

function readScripts(at: Surroundings, ways: readonly WayResult[]): Finding[] {
  const { host, root, prisma, manager } = at;
  const entry = entryWay(at);
  return scan(host, root, [root, ...findMembers(host)], {
    major: prisma?.major,
    hasConfigLine: configInUse(at)?.hasLine ?? false,
    isFileCaught: ways.some(({ way, state }) => way === entry && state === 'caught'),
    linksByScript: linkCommand(at).endsWith('prisma-interlock link'),
    runs: manager.runs,
  });
}

async function checkAll(at: Surroundings, ground: Ground, { askDatabase, ofMachine }: Scope) {
  const { host, root } = at;
  const { policy, target, problem, environment } = ground;
  const asked = askDatabase && target ? await askServer(host, target, policy) : undefined;
  const checks: Check[] = [
    ...checkVersions(at),
    ...(ofMachine ? [checkPath(at)] : []),
    ...checkConfigLines(at),
    ...checkPackageLine(at),
    ground.policyCheck,
    checkNamed(target, problem, policy, environment),
    checkWritable(host, 'repository', stagingOf(policy.backup.repository)),
    ...(await checkSpace(host, policy, asked?.size)),
    ...(ofMachine ? [await checkBackups(host, policy, target)] : []),
    checkAudit(host, root),
    ...(asked?.checks ?? []),
  ];
  return { checks, role: asked?.role };
}

interface Asked {
  readonly size: number | undefined;
  readonly checks: readonly Check[];
  readonly role: RoleReport | undefined;
}

async function askServer(host: Host, target: Target, policy: Policy): Promise<Asked> {
  const { preflight, check } = await checkTool(host, target, policy);
  const size = preflight?.estimatedBytes;
  const isSilent = preflight === undefined && check.level === 'warn';
  if (isSilent || preflight?.exists === false) return { size, checks: [check], role: undefined };
  try {
    return { size, checks: [check], role: await readRole(host, target) };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const says = `the rights of the role could not be read: ${plain(scrub(said, [target.url.reveal()]))}`;
    return { size, checks: [check, { id: 'role', level: 'warn', says, fix: [] }], role: undefined };
  }
}
