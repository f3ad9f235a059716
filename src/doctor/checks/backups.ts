import { listBackups, needEngine, type Preflight } from '../../backup/index.ts';
import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import type { Policy } from '../../policy/policy.ts';
import { maybeSame } from '../../target/identity.ts';
import type { Target } from '../../types.ts';
import type { Check } from '../diagnosis.ts';

/** In days: a database that nobody has copied for so long has changed. */
const old = 30;
const day = 86_400_000;

/** What the engine says before it would dump: the server answers, and a tool that knows it is here. */
export async function checkTool(
  host: Host,
  target: Target,
  policy?: Policy,
): Promise<{ preflight: Preflight | undefined; check: Check }> {
  const id = 'backup-tool';
  try {
    const preflight = await (await needEngine(target, policy)).preflight({ host, target });
    const { exists, serverVersion, tool } = preflight;
    const server = exists ? `the server is ${serverVersion}` : `${target.label} does not exist yet`;
    const says = tool ? `${tool.name} ${tool.version} (${tool.path}), ${server}` : `no tool is needed, ${server}`;
    return { preflight, check: { id, level: 'ok', says, fix: [] } };
  } catch (error) {
    if (!(error instanceof InterlockError)) throw error;
    // A server that does not answer may be asleep; a tool that is missing or too old stays so.
    const level = error.code === 'tool-missing' || /older than the server/.test(error.why) ? 'fail' : 'warn';
    return { preflight: undefined, check: { id, level, says: error.why, fix: error.next } };
  }
}

export async function checkBackups(host: Host, policy: Policy, target: Target | undefined): Promise<Check> {
  const id = 'backups';
  const entries = await listBackups(host, policy.backup.repository);
  const damaged = entries.filter(({ state }) => state === 'damaged').map((entry) => entry.id);
  if (damaged.length > 0)
    return {
      id,
      level: 'warn',
      says: `damaged: ${damaged.join(', ')}`,
      fix: ['`prisma-interlock list` says what is wrong with them'],
    };
  const own = entries.flatMap((entry) => (entry.state === 'good' ? [entry.manifest] : []));
  const last = own.find((manifest) => target === undefined || maybeSame(manifest.target.identity, target.identity));
  const fix = ['make one that stays: prisma-interlock backup'];
  if (last === undefined)
    return { id, level: 'warn', says: `there is none${target ? ` of ${target.label}` : ''} yet`, fix };
  const days = Math.floor((host.now().getTime() - new Date(last.time).getTime()) / day);
  const says = `the last one of ${last.target.label} is ${days < 1 ? 'of the last 24 hours' : `${days} day${days === 1 ? '' : 's'} old`}`;
  return days > old ? { id, level: 'warn', says, fix } : { id, level: 'ok', says, fix: [] };
}
