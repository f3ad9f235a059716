/** The way back to before the last guarded command: what it was, what would be lost, and the restore that keeps what it replaces. */
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import type { Policy, Target } from '../types.ts';
import type { BackupEngine, Contents, EngineContext } from './contract.ts';
import { engineOf } from './engines.ts';
import { describeLoss } from './loss.ts';
import { hasDigests, recordedContents } from './recorded-contents.ts';
import { isSameTarget } from './repository/format.ts';
import { nameOf } from './repository/place.ts';
import { type GoodEntry, listBackups, withPayload } from './repository/read.ts';

/**
 * The newest automatic backup of the target: the state before the last guarded command, restore or undo. So an undo
 * right after an undo takes that one back. Throws `restore-refused` where there is none, or where it is partial.
 */
export async function findLast(host: Host, policy: Policy, target: Target): Promise<GoodEntry> {
  const entries = await listBackups(host, policy.backup.repository);
  const own = (entry: (typeof entries)[number]): entry is GoodEntry =>
    entry.state === 'good' &&
    entry.manifest.kind === 'automatic' &&
    isSameTarget(entry.manifest.target.identity, target.identity);
  const last = entries.find(own);
  if (last?.manifest.incomplete) throw partial(last);
  if (last) return last;
  throw new InterlockError('restore-refused', {
    what: 'There is nothing to undo.',
    why: `No guarded command has backed up ${target.label} into ${nameOf(policy.backup.repository)}.`,
    next: ['`prisma-interlock list` shows all backups; `prisma-interlock restore <id>` goes back to any of them.'],
  });
}

/** An older one would be another state than the one that is asked for. */
function partial({ id }: GoodEntry): InterlockError {
  return new InterlockError('restore-refused', {
    what: 'The last guarded command cannot be undone.',
    why: `The database was damaged before it, and ${id} holds only what could be read.`,
    next: [
      '`prisma-interlock list` shows the whole backups that are older; `prisma-interlock restore <id>` goes back to one.',
      `To have what could be read all the same: prisma-interlock restore ${id}`,
    ],
  });
}

/** Reads the whole database. Empty where it is what it was then. */
export async function findLoss(host: Host, policy: Policy, target: Target, entry: GoodEntry): Promise<string[]> {
  const engine = await engineOf(entry.manifest, target, policy);
  const context: EngineContext = { host, target, onProgress: () => {} };
  const { exists } = await engine.preflight(context);
  const now: Contents | undefined = exists ? await engine.fingerprint(context) : undefined;
  const then = now ? await readThen(engine, context, entry) : entry.manifest;
  const lines = describeLoss(then, now);
  return exists ? lines : ['the database is not there now', ...lines];
}

function readThen(engine: BackupEngine, context: EngineContext, entry: GoodEntry): Promise<Contents> | Contents {
  if (hasDigests(entry.manifest)) return entry.manifest;
  return withPayload(context.host, entry, (folder) => recordedContents(engine, context, folder, entry.manifest));
}
