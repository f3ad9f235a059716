/** What Prisma and its engine say to each other, both ways. */
import type { Readable, Writable } from 'node:stream';
import type { Host } from '../host.ts';
import type { SqlScript } from '../types.ts';
import { openDialogue } from './dialogue.ts';
import type { EngineStart } from './engine-start.ts';
import { faultText } from './fault-text.ts';
import type { Judge } from './judge.ts';
import { keepStamp } from './keep-stamp.ts';
import { foresee, nothing } from './look.ts';
import { findNeighbours } from './neighbours.ts';
import { passRequests } from './pass-requests.ts';
import { needUnchanged } from './pending-sql.ts';
import { isTroubled, troubleIn } from './trouble.ts';

export interface Engine {
  readonly stdin: Writable;
  readonly stdout: Readable;
}

/** Settles when Prisma has no more to ask and the engine has said all. `host`: Prisma is at its stdin and stdout. */
export async function passBetween(host: Host, start: EngineStart, engine: Engine, judge: Judge): Promise<void> {
  // A CLI that is gone reads nothing any more.
  host.stdout.on('error', () => {});
  const dialogue = openDialogue(engine.stdin, engine.stdout, host.stdout);
  /** What the engine has said last of the migration that `migrate dev` is about to have written, with what it would lose. */
  let evaluated: { readonly migrationSteps?: unknown; readonly warnings?: unknown } | undefined;
  await passRequests(host, engine.stdin, async (request) => {
    if (request.method === 'evaluateDataLoss') {
      evaluated = undefined;
      dialogue.watch(request.id, (result) => {
        evaluated = (result as typeof evaluated | null) ?? undefined;
      });
    }
    if (isTroubled(request.method))
      dialogue.watch(request.id, async (result, error) => {
        const trouble = troubleIn(host, request, result, error);
        if (trouble) await judge.tell(trouble);
      });
    let read: readonly SqlScript[] | undefined;
    const neighbours = await findNeighbours(host, start, request, dialogue.ask);
    const look = async () => {
      // It writes a file; Prisma has shown the warnings and asked before. It asks for it also where there is nothing to write.
      if (request.method === 'createMigration' && evaluated) {
        const { migrationSteps: steps, warnings } = evaluated;
        if (steps === 0) return nothing;
        const isSafe = Array.isArray(warnings) && warnings.length === 0;
        return { changes: true, mayLose: !isSafe, isAsked: true };
      }
      const foresight = await foresee(host, start, request, dialogue.ask);
      read = foresight.scripts;
      if (evaluated === undefined) return foresight;
      const isWarned = !Array.isArray(evaluated.warnings) || evaluated.warnings.length > 0;
      return { ...foresight, isAsked: foresight.isAsked || isWarned };
    };
    const refused = await judge.hold(request, look, neighbours);
    if (refused) return refused;
    // It may have taken a person minutes to answer.
    if (request.method === 'applyMigrations' && read) {
      const changed = await faultIn(host, judge, () => needUnchanged(host, request.params as object, read ?? []));
      if (changed) return changed;
    }
    // Of that one another answer is waited for, and it writes nothing.
    const putBack = request.method === 'evaluateDataLoss' ? undefined : await keepStamp(host, start, request);
    if (putBack) dialogue.watch(request.id, putBack);
    return undefined;
  });
  await dialogue.ended;
}

async function faultIn(host: Host, judge: Judge, check: () => void): Promise<{ readonly text: string } | undefined> {
  try {
    check();
    return undefined;
  } catch (error) {
    return { text: await faultText(host, error, judge.effects().slice(0, -1)) };
  }
}
