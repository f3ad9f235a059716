import type { Host } from '../host.ts';
import type { Policy } from '../policy/policy.ts';
import { plain } from '../secrets/clean.ts';
import { scrub } from '../secrets/scrub.ts';
import type { Target } from '../types.ts';
import { checkTool } from './checks/backups.ts';
import type { Check, RoleReport } from './diagnosis.ts';
import { readRole } from './role/read-role.ts';

export interface Asked {
  readonly size: number | undefined;
  readonly checks: readonly Check[];
  readonly role: RoleReport | undefined;
}

/** What a dump would need, and what the role could destroy. */
export async function askServer(host: Host, target: Target, policy: Policy): Promise<Asked> {
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
