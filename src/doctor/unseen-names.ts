/** Names of a policy that nobody hears, because no database bears them. */
import { listBackups } from '../backup/index.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { readKnown } from '../known/file.ts';
import type { Policy } from '../policy/policy.ts';
import { findUnseen, type Unseen } from '../policy/unseen.ts';
import { findProjectRoot } from '../project/root.ts';
import { readAudit } from '../record/read-audit.ts';
import { defaultPorts, labelOf } from '../target/label.ts';
import { type Nameable, readName } from '../target/name.ts';
import type { Target } from '../types.ts';

/**
 * Compared with the databases of this run, of the audit log, of what this machine remembers, and of the backups, which are read
 * only where that is not enough.
 */
export async function unseenNames(host: Host, policy: Policy, targets: readonly Target[]): Promise<Unseen[]> {
  const here: Nameable[] = [...targets, ...recorded(host), ...remembered(host)];
  if (findUnseen(policy, here).length === 0) return [];
  return findUnseen(policy, [...here, ...(await backedUp(host, policy))]);
}

function recorded(host: Host): Nameable[] {
  try {
    const lines = readAudit(host, findProjectRoot(host));
    return [...new Set(lines.flatMap((line) => line.targets))].flatMap(meaningsOf);
  } catch (error) {
    if (error instanceof InterlockError) return [];
    throw error;
  }
}

/** Of whichever project: a name reaches each of them. */
function remembered(host: Host): Nameable[] {
  const { entries, seen } = readKnown(host);
  const root = host.fs.realpathSync(findProjectRoot(host));
  return [...entries, ...seen].map(({ identity }) => ({ identity, label: labelOf(identity, root) }));
}

/** The log has labels alone: which kind of server one is of, is not in it. */
function meaningsOf(label: string): Nameable[] {
  const name = readName(label);
  if (name.kind !== 'server') return [{ label }];
  const { host: at, database } = name;
  return (['postgresql', 'mysql'] as const).map((provider) => {
    const port = name.port ?? (at.startsWith('/') ? 0 : defaultPorts[provider]);
    return { label, identity: { provider, host: at, port, database } };
  });
}

async function backedUp(host: Host, policy: Policy): Promise<Nameable[]> {
  try {
    const entries = await listBackups(host, policy.backup.repository);
    return entries.flatMap((entry) => (entry.state === 'good' ? [entry.manifest.target] : []));
  } catch (error) {
    // A repository that cannot be read is told by those who need it.
    if (error instanceof InterlockError) return [];
    throw error;
  }
}
