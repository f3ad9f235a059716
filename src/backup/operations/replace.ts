/** The second half of a restore: the copy beside, its comparison, the swap, and what is known where one of them fails. */
import { errors } from '../../errors/codes.ts';
import { InterlockError } from '../../errors/interlock-error.ts';
import { createLooker } from '../../target/look.ts';
import type { Backup } from '../../types.ts';
import { began } from '../../ui/step.ts';
import { findDifferences, summarize, unexplained } from '../contents/compare.ts';
import { recordedContents } from '../contents/recorded-contents.ts';
import { tellEach } from '../contents/tell-each.ts';
import type { Beside, Contents, Omission, Snapshot } from '../engines/contract.ts';
import { engineOf } from '../engines/registry.ts';
import { asDump } from '../manifest/manifest.ts';
import { carryStamp, carryStampAfter } from './carry-stamp.ts';
import { engineContext } from './engine-context.ts';
import type { Present } from './keep-present.ts';
import { withKnownValues } from './known-values.ts';
import type { RestoreRequest } from './restore-request.ts';

export interface Replaced {
  /** Name of what was replaced and is kept; undefined where nothing is. */
  readonly kept: string | undefined;
  /** What a person accepted that the database lacks now. */
  readonly omissions: readonly Omission[];
}

/**
 * `folder` holds the payload, every byte read. To be called with the target's lock held.
 * Gives the name of what was replaced and is kept. Throws `restore-refused`, which says what is in the target then, and what
 * `accept` throws where the copy lacks something.
 */
export async function replace(request: RestoreRequest, folder: string, present: Present): Promise<Replaced> {
  const { host, target, entry, policy, tell } = request;
  const { before } = present;
  const { manifest } = entry;
  const engine = await engineOf(manifest, target, policy);
  const context = await engineContext(host, policy, target, { progress: request.progress, tell });
  const recorded = await recordedContents(engine, context, folder, manifest);
  context.progress?.(began('restore'));
  const beside = await engine.restoreBeside(context, folder, asDump(manifest));
  try {
    context.progress?.(began('compare'));
    const copy = await beside.fingerprint(recorded);
    const omissions = withKnownValues(beside.omissions ?? [], manifest);
    const differences = unexplained(findDifferences(recorded, copy), omissions);
    if (differences.length > 0) {
      throw new InterlockError('restore-refused', {
        why: `The restored copy is not what the backup recorded: ${summarize(differences)}.`,
        details: tellEach(differences),
        next: ['Choose another backup: `prisma-interlock list` shows them.'],
      });
    }
    if (omissions.length > 0) await (request.accept ?? refuseOmissions)(omissions);
    context.progress?.(began('swap'));
    await carryStamp(host, context.target, beside.copy, tell);
    const kept = await swap(beside, request, present).catch((error) => Promise.reject(halfDone(error, before)));
    if (await beside.isInPlace?.().catch(() => false)) return { kept, omissions };
    context.progress?.(began('compare'));
    const now = await engine.fingerprint(context, copy).catch((error) => Promise.reject(unread(error, before)));
    compareInPlace({ copy, now }, before);
    return { kept, omissions };
  } finally {
    // A copy that is left is a nuisance; it must not hide how the restore ended.
    await beside.discard().catch(() => {});
  }
}

/** The same by a snapshot, which was compared when it was made and has let nobody in since. */
export async function replaceBySnapshot(
  { host, policy, target, tell }: RestoreRequest,
  snapshot: Snapshot,
  { before, isDamaged }: Present,
): Promise<Replaced> {
  const context = await engineContext(host, policy, target);
  const then = await createLooker(host).at(context.target);
  const kept = await snapshot
    .swapKeeping(host.now(), isDamaged ? 'damaged' : 'undo')
    .catch((error) => Promise.reject(halfDone(error, before)));
  await carryStampAfter(host, then, tell);
  return { kept, omissions: [] };
}

/** Nobody is there who could accept them. */
function refuseOmissions(omissions: readonly Omission[]): never {
  const texts = omissions.map(({ kind, name, why }) => ({ text: `${kind} ${name}: ${why}` }));
  throw new InterlockError('restore-refused', {
    why: `The restored copy does not have all that the backup recorded: ${summarize(texts)}.`,
  });
}

async function swap(
  beside: Beside,
  { host, undo }: RestoreRequest,
  { isDamaged }: Present,
): Promise<string | undefined> {
  if (isDamaged && beside.swapKeeping) return beside.swapKeeping(host.now(), 'damaged');
  if (undo && beside.swapKeeping) return beside.swapKeeping(host.now());
  await beside.swapIn();
  return undefined;
}

/** `copy`: what was agreed to, as it was read beside. */
function compareInPlace({ copy, now }: Readonly<Record<'copy' | 'now', Contents>>, before: Backup | undefined): void {
  const differences = findDifferences(copy, now);
  if (differences.length === 0) return;
  throw new InterlockError('restore-refused', {
    what: 'The backup was restored, and the database now differs from it.',
    why: `${summarize(differences)}. Another program may have written to it in the meantime.`,
    details: tellEach(differences),
    state: replaced,
    next: wayBack(before),
  });
}

const replaced = 'The database was replaced by the backup.';

function wayBack(before: Backup | undefined): string[] {
  return before ? [`The state before the restore: \`prisma-interlock restore ${before.id}\`.`] : [];
}

/** An engine says itself what its swap left; of anything else nobody knows. */
function halfDone(error: unknown, before: Backup | undefined): InterlockError {
  if (!(error instanceof InterlockError)) {
    return new InterlockError('restore-refused', {
      what: 'The restore failed while the backup was put in the place of the database.',
      why: `${(error as Error).name}. It is not known how far it came.`,
      state: 'The database may be the old one, the restored one, or missing.',
      next: wayBack(before),
      cause: error,
    });
  }
  const { code, message: what, why, state, next } = error;
  if (state === errors[code].state) return error;
  return new InterlockError(code, { what, why, state, next: [...next, ...wayBack(before)], cause: error });
}

function unread(error: unknown, before: Backup | undefined): InterlockError {
  return new InterlockError('restore-refused', {
    what: 'The backup was restored, but the database could not be compared with it.',
    why: error instanceof InterlockError ? error.why : (error as Error).name,
    state: replaced,
    next: wayBack(before),
    cause: error,
  });
}
