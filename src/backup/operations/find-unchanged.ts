/** A backup that says what a new one would say. */
import { createHash } from 'node:crypto';
import type { Host } from '../../host.ts';
import type { Policy } from '../../policy/policy.ts';
import type { BackupEngine, EngineContext } from '../engines/contract.ts';
import { projectName } from '../manifest/format.ts';
import { asDump, type BackupManifest } from '../manifest/manifest.ts';
import { rewriteManifest } from '../manifest/rewrite.ts';
import { isBeforeCommand, isFromFuture, isOfUnfinished, isWhole, surelyOf } from '../manifest/whole.ts';
import { type GoodEntry, listBackups, verifyFiles } from '../repository/read.ts';
import { type Pin, pinnedFrom } from '../repository/write.ts';

interface Wanted {
  readonly host: Host;
  readonly policy: Policy;
  readonly engine: BackupEngine;
  readonly context: EngineContext;
  /** The project's files as a new backup would keep them. */
  readonly project: string | undefined;
  readonly pin: Pin | undefined;
  /** Whether only one counts that was restored and compared. */
  readonly mustBeVerified: boolean;
  /** The server's own estimate of the database's size, in bytes. */
  readonly estimated: number;
}

/**
 * The newest whole backup of the target where neither the database nor the project's files have changed since, its bytes
 * are as they were written, and it is kept as long as a new one would be. Undefined in every other case and at any doubt.
 * To be called with the target's lock held.
 */
export async function findUnchanged(wanted: Wanted): Promise<GoodEntry | undefined> {
  const { host, policy, engine, context } = wanted;
  try {
    const entries = await listBackups(host, policy.backup.repository);
    const [newest] = surelyOf(entries, context.target.identity);
    if (newest === undefined || !mayStand(newest, wanted)) return undefined;
    const dump = asDump(newest.manifest);
    const { mark: then } = dump;
    if (then === undefined) return undefined;
    const mayReadAll = wanted.estimated <= policy.backup.cheapBytes;
    const mark = await engine.unchangedSince?.(context, { ...dump, mark: then }, mayReadAll);
    if (mark === undefined) return undefined;
    await verifyFiles(host, newest);
    const kept = { ...newest.manifest, ...longerPin(newest, wanted), mark };
    if (JSON.stringify(kept) === JSON.stringify(newest.manifest)) return newest;
    const manifest = await rewriteManifest(host, newest, (manifest) => ({
      ...manifest,
      ...longerPin({ ...newest, manifest }, wanted),
      mark,
    }));
    return { ...newest, manifest };
  } catch {
    return undefined;
  }
}

/**
 * What other programs of the policy copied may lack what ours would have. What is encrypted without a key cannot be compared. An
 * undo does not go back to the present state of a restore that failed.
 */
function mayStand(entry: GoodEntry, { host, engine, project, mustBeVerified }: Wanted): boolean {
  const { manifest } = entry;
  if (!isWhole(entry) || isFromFuture(entry, host.now()) || entry.isSealed || isOfUnfinished(entry)) return false;
  if (manifest.engine !== engine.name || (mustBeVerified && manifest.check !== 'verified')) return false;
  const files = manifest.files.find(({ path }) => path === projectName);
  return project !== undefined && files?.sha256 === createHash('sha256').update(project).digest('hex');
}

/** One of a row, such as a daily one, would go with its row: what an undo may want goes later. */
const pinOfScheduled: Pin = { days: 7, why: 'it stood for a command' };

function longerPin(entry: GoodEntry, { host, pin }: Wanted): Partial<BackupManifest> {
  const { manifest } = entry;
  const isInRow = manifest.kind === 'automatic' && !isBeforeCommand(entry);
  const due = pin ?? (isInRow ? pinOfScheduled : undefined);
  if (due === undefined || (manifest.pinned && manifest.pinnedUntil === undefined)) return {};
  const wanted = pinnedFrom(host.now(), due);
  if (manifest.pinned && (manifest.pinnedUntil ?? '') >= (wanted.pinnedUntil ?? '')) return {};
  // What a person pinned stays a person's.
  return manifest.pinned && manifest.pinnedBy === undefined ? { ...wanted, pinnedBy: undefined } : wanted;
}
