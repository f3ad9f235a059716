/** The ways back to before guarded commands: what each was, and what would be lost. */
import { createHash } from 'node:crypto';
import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Target } from '../../types.ts';
import type { Tell } from '../../ui/step.ts';
import { meaningOf } from '../contents/alike.ts';
import { describeLoss } from '../contents/loss.ts';
import { hasDigests } from '../contents/recorded-contents.ts';
import type { Contents } from '../engines/contract.ts';
import { projectName } from '../manifest/format.ts';
import { beforeUndo, goodOf, isBeforeCommand, isOfUnfinished } from '../manifest/whole.ts';
import { nameOf } from '../repository/place.ts';
import { type GoodEntry, listBackups } from '../repository/read.ts';
import { missingText } from './find-backup.ts';
import { readNow, readThen } from './then-and-now.ts';

export interface WayBack {
  readonly entry: GoodEntry;
  /** What becomes of the present contents, a line each. Empty where the database is what it was then. */
  readonly loss: readonly string[];
}

/**
 * The states to go back to, the newest first: backups of the target that were made before a command, or are among `used`,
 * those that took the place of such a one. So the first is the state before the last guarded command, restore or undo, and an
 * undo right after an undo takes that one back. A state that came before, to the byte, is given once. One that was made for an
 * undo that is not known to have succeeded is passed over, so that the next tries the same again; of a restore, where it is
 * what is here. Reads the whole database. Throws `restore-refused` where there is none. A partial one is given too:
 * `refusePartialWay` is for whoever means to take it.
 */
export async function* findWaysBack(
  host: Host,
  policy: Policy,
  target: Target,
  used: ReadonlySet<string>,
  tell?: Tell,
): AsyncGenerator<WayBack> {
  const own = goodOf(await listBackups(host, policy.backup.repository), target.identity).filter(
    (entry) => isBeforeCommand(entry) || used.has(entry.id),
  );
  const now = own.length === 0 ? undefined : await readNow(host, policy, target, tell);
  const given = new Set<string>();
  for (const entry of own) {
    // Whatever it holds, so it need not be read.
    if (now === undefined || (isOfUnfinished(entry) && entry.manifest.why.reason === beforeUndo)) continue;
    const then = now.contents ? await readThen(host, policy, target, entry, tell) : entry.manifest;
    const loss = [...now.problems, ...describeLoss(then, await now.like(then))];
    const isHere = now.isDamaged || loss.length === 0;
    if (isOfUnfinished(entry) && isHere) continue;
    const state = stateOf(entry, then);
    if (given.has(state)) continue;
    given.add(state);
    yield { entry, loss };
  }
  if (given.size === 0) throw nothing(policy, target);
}

/** Throws `restore-refused` where the backup is partial: an older one would be another state than the one that is asked for. */
export function refusePartialWay(way: WayBack): WayBack {
  const { entry } = way;
  if (entry.manifest.incomplete === undefined) return way;
  throw partial(entry, entry.manifest.incomplete);
}

/** The same for two backups of the same contents and the same files of the project. */
function stateOf({ manifest }: GoodEntry, { tables, objects }: Contents): string {
  const project = manifest.files.filter((file) => file.path === projectName).map((file) => file.sha256);
  const rows = tables.map(({ name, rows, digest }) => JSON.stringify([name, rows, digest])).sort();
  const others = objects.map((object) => JSON.stringify([object.kind, object.name, meaningOf(object)])).sort();
  // Without digests the bytes decide; two backups that hold the same may differ there, and are both given then.
  const bytes = hasDigests({ tables: [...tables] }) ? [] : manifest.files.map((file) => file.sha256);
  return createHash('sha256')
    .update(JSON.stringify([project, rows, others, bytes]))
    .digest('hex');
}

function nothing({ backup: { repository } }: Policy, { label }: Target): InterlockError {
  return new InterlockError('restore-refused', {
    what: 'There is nothing to undo.',
    why: `No guarded command has backed up ${label} into ${nameOf(repository)}.`,
    next: ['`prisma-interlock list` shows all backups; `prisma-interlock restore <id>` goes back to any of them.'],
  });
}

function partial({ id }: GoodEntry, incomplete: readonly string[]): InterlockError {
  return new InterlockError('restore-refused', {
    what: 'The last guarded command cannot be undone.',
    why: `The database was damaged before it, and ${id} holds only what could be read. ${missingText(incomplete)}`,
    next: [
      '`prisma-interlock list` shows the whole backups that are older; `prisma-interlock restore <id>` goes back to one.',
      `To have what could be read all the same: prisma-interlock restore ${id}`,
    ],
  });
}
