/** Proves a backup: restores it beside the database, compares it with its manifest, and drops the copy again. */
import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import type { Policy, RepositoryPlace } from '../../policy/policy.ts';
import type { Target } from '../../types.ts';

import { began, type Tell } from '../../ui/step.ts';

import { type Difference, findDifferences, summarize, unexplained } from '../contents/compare.ts';
import { recordedContents } from '../contents/recorded-contents.ts';
import { tellEach } from '../contents/tell-each.ts';
import type { EngineContext, Omission } from '../engines/contract.ts';
import { engineOf } from '../engines/registry.ts';
import { asDump, type BackupManifest } from '../manifest/manifest.ts';
import { rewriteManifest } from '../manifest/rewrite.ts';
import { withLock } from '../repository/lock.ts';
import type { GoodEntry } from '../repository/read.ts';
import { engineContext } from './engine-context.ts';
import { backupFault } from './faults.ts';
import { missingText, refuseOther, withUnread } from './find-backup.ts';
import { withKnownValues } from './known-values.ts';
import { tidy } from './tidy.ts';

export interface VerifyRequest {
  readonly host: Host;
  readonly target: Target;
  readonly policy: Policy;
  readonly entry: GoodEntry;
  readonly progress?: Tell | undefined;
}

/**
 * A copy that lacks only what its engine names makes it `verifiedBut`. Throws `verify-failed` where the copy is not what was recorded, and `restore-refused` where none could be made: then
 * the manifest is as it was. `locked` while another command works on the target.
 */
export async function verifyBackup(request: VerifyRequest): Promise<BackupManifest> {
  const { host, target, policy, entry } = request;
  const { repository, lockTimeoutMs: timeoutMs } = policy.backup;
  refuseOther(entry, target, false);
  const lock = { repository, identity: target.identity, what: `proving ${entry.id}`, writes: entry.id, timeoutMs };
  try {
    return await withLock(host, lock, (beat) => beat.work(() => verifyUnderLock(request)));
  } catch (error) {
    throw error instanceof InterlockError ? error : verifyFault(error, repository);
  }
}

/** The same for whoever holds the target's lock already. */
export async function verifyUnderLock(request: VerifyRequest): Promise<BackupManifest> {
  const { host, target, policy, entry } = request;
  refusePartial(entry);
  const engine = await engineOf(entry.manifest, target, policy);
  const context = await engineContext(host, policy, target, request);
  const begun = host.now();
  // What a killed command left is a nuisance; it must not keep a backup from being proved.
  await tidy(engine, context, policy.backup.repository);
  const { serverVersion } = await engine.preflight(context);
  let isIntact = false;
  const load = async (folder: string, intact: Promise<void>) => {
    const read = () => {
      isIntact = true;
      context.progress?.(began('restore'));
    };
    if (!engine.loadsApart) await intact.then(read);
    const expected = await recordedContents(engine, context, folder, entry.manifest);
    // What is told comes in its order: first that the files are whole.
    const told: EngineContext = { ...context, progress: (step) => isIntact && context.progress?.(step) };
    const loading = engine.restoreBeside(told, folder, asDump(entry.manifest));
    // A file that was changed is told as that, whatever came of loading it.
    await Promise.all([engine.loadsApart && intact.then(read), loading.catch(() => intact)]).catch(async (error) => {
      await loading.then(({ discard }) => discard()).catch(() => {});
      throw error;
    });
    return { expected, beside: await loading };
  };
  const { expected, beside } = await withUnread(host, entry, load, context.progress).catch(async (error) => {
    if (!isIntact) await takeBack(host, entry);
    throw error;
  });
  let differences: readonly Difference[];
  let omissions: readonly Omission[];
  try {
    context.progress?.(began('compare'));
    const found = findDifferences(expected, await beside.fingerprint(expected));
    omissions = withKnownValues(beside.omissions ?? [], entry.manifest);
    differences = unexplained(found, omissions);
  } finally {
    await beside.discard().catch(() => {});
  }
  if (differences.length > 0) {
    await takeBack(host, entry);
    throw unlike(entry, differences);
  }
  const at = host.now();
  const seconds = Math.max(0, at.getTime() - begun.getTime()) / 1000;
  return rewriteManifest(host, entry, (manifest) => {
    const proof = { at: at.toISOString(), serverVersion: serverVersion || manifest.serverVersion, seconds };
    const { verified: _, verifiedBut: __, ...rest } = manifest;
    return omissions.length === 0
      ? { ...rest, check: 'verified', verified: { ...proof, how: 'restored' } }
      : { ...rest, check: 'inspected', verifiedBut: { ...proof, omissions: omissions.map(asWritten) } };
  });
}

function asWritten({ hangsOn, values, ...omission }: Omission) {
  return { ...omission, ...(values !== undefined && { values }), ...(hangsOn && { hangsOn: [...hangsOn] }) };
}

/** Equal to what could be read of a damaged database, it would still lack the rest. */
function refusePartial({ id, manifest: { incomplete } }: GoodEntry): void {
  if (incomplete === undefined) return;
  throw new InterlockError('restore-refused', {
    what: 'The backup cannot be verified.',
    why: `${id} is partial: it was made of a damaged database, and lacks what could not be read. ${missingText(incomplete)}`,
    next: ['Verify a whole one: `prisma-interlock list` shows them.'],
  });
}

/** What was proved once and is no longer so is not called verified any more. */
async function takeBack(host: Host, entry: GoodEntry): Promise<void> {
  const { check, verifiedBut } = entry.manifest;
  if (check !== 'verified' && verifiedBut === undefined) return;
  await rewriteManifest(host, entry, ({ verified: _, verifiedBut: __, ...manifest }) => ({
    ...manifest,
    check: 'inspected',
  }));
}

function unlike(entry: GoodEntry, differences: readonly Difference[]): InterlockError {
  return new InterlockError('verify-failed', {
    why: `Restored beside the database, ${entry.id} is not what it recorded: ${summarize(differences)}.`,
    details: tellEach(differences),
    next: [
      'Make another backup now: `prisma-interlock backup`, and verify that one.',
      'Keep this one until then: `prisma-interlock restore` refuses it as long as it differs.',
    ],
  });
}

function verifyFault(error: unknown, repository: RepositoryPlace): InterlockError {
  const { why, next } = backupFault(error, repository);
  return new InterlockError('restore-refused', { what: 'The backup could not be verified.', why, next, cause: error });
}
