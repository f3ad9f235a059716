/** The state that a restore or an undo replaces: a backup of it first, or of a damaged one what can be had. */
import { InterlockError } from '../../errors/interlock-error.ts';
import type { RepositoryPlace } from '../../policy/policy.ts';
import type { Backup, Target } from '../../types.ts';
import { engineFor } from '../engines/registry.ts';
import { newBackupId } from '../manifest/format.ts';
import type { Beat } from '../repository/lock-beat.ts';
import { type BackUpRequest, prepareBackUp } from './back-up.ts';
import { findDamage, salvage } from './back-up-broken.ts';
import { backupFault } from './faults.ts';

export interface Present {
  /** Undefined where the database did not exist, or nothing of it could be read. */
  readonly before: Backup | undefined;
  readonly isDamaged: boolean;
}

/** What could not be saved of a damaged database. */
export interface Unsaved {
  /** The partial backup with the rest; undefined where nothing could be read. */
  readonly backup: Backup | undefined;
  /** A line each; never empty. */
  readonly incomplete: readonly string[];
  /** Why no whole backup could be made; a sentence. */
  readonly because: string;
}

export interface DuePresent {
  /** Of the backup that `keep` writes. */
  readonly id: string;
  /**
   * With the repository open and the lock of `id` held. `restored`: a backup that has to stay. `accept` is called where not
   * everything can be saved, and throws where nobody agrees to that. Throws `backup-failed` where it is not the database that is at fault.
   */
  keep(restored: string, beat: Beat, accept: (unsaved: Unsaved) => Promise<void>): Promise<Present>;
}

/** Asks the server and the disk, and writes nothing. */
export async function preparePresent(request: BackUpRequest): Promise<DuePresent> {
  const { repository } = request.policy.backup;
  const ready = await prepareWhole(request);
  const id = 'id' in ready ? ready.id : newBackupId(request.host.now(), request.target.identity, request.why.reason);
  return {
    id,
    async keep(restored, beat, accept) {
      if ('because' in ready) return { before: undefined, isDamaged: false };
      const damage =
        'damage' in ready ? ready.damage : await damageIn(request.target, () => ready.run([restored], beat.progress));
      if (!(damage instanceof InterlockError)) return { before: damage, isDamaged: false };
      const unsaved = await saveWhatCanBe(request, id, damage).catch((error) =>
        Promise.reject(unkept(error, repository)),
      );
      await accept(unsaved);
      return { before: unsaved.backup, isDamaged: true };
    },
  };

  /** Throws what is no damage. */
  async function damageIn(target: Target, run: () => Promise<Backup>): Promise<Backup | InterlockError> {
    try {
      return await run();
    } catch (error) {
      const fault = backupFault(error, repository);
      if (await isDamageOf(target, error)) return fault;
      throw unkept(error, repository);
    }
  }
}

/** Damage is looked for first: a whole backup may write to the file. */
async function prepareWhole(
  request: BackUpRequest,
): Promise<Awaited<ReturnType<typeof prepareBackUp>> | { readonly damage: InterlockError }> {
  const damage = await findDamage(request);
  if (damage !== undefined) return { damage };
  try {
    return await prepareBackUp(request);
  } catch (error) {
    if (error instanceof InterlockError && (await isDamageOf(request.target, error))) return { damage: error };
    throw error;
  }
}

async function saveWhatCanBe(request: BackUpRequest, id: string, damage: InterlockError): Promise<Unsaved> {
  try {
    return await salvage(request, id, damage);
  } catch (error) {
    if (!(error instanceof InterlockError) || !(await isDamageOf(request.target, error))) throw error;
    return { backup: undefined, incomplete: [`everything: nothing can be read (${error.why})`], because: damage.why };
  }
}

async function isDamageOf(target: Target, error: unknown): Promise<boolean> {
  return (await engineFor(target.identity.provider))?.isDamage?.(error) ?? false;
}

function unkept(error: unknown, repository: RepositoryPlace): InterlockError {
  const fault = backupFault(error, repository);
  const what = 'The restore was not done: the present state could not be backed up first.';
  return new InterlockError(fault.code, { what, why: fault.why, next: fault.next, cause: error });
}
