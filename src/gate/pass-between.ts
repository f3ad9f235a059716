/** What Prisma and its engine say to each other, both ways. */
import type { Readable, Writable } from 'node:stream';
import type { Host } from '../host.ts';
import { openDialogue } from './dialogue.ts';
import type { EngineStart } from './engine-start.ts';
import type { Judge } from './judge.ts';
import { foresee, nothing } from './look.ts';
import { passRequests } from './pass-requests.ts';

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
  await passRequests(host, engine.stdin, (request) => {
    if (request.method === 'evaluateDataLoss') {
      evaluated = undefined;
      dialogue.watch(request.id, (result) => {
        evaluated = (result as typeof evaluated | null) ?? undefined;
      });
    }
    return judge.hold(request, async () => {
      // It writes a file; Prisma has shown the warnings and asked before. It asks for it also where there is nothing to write.
      if (request.method === 'createMigration' && evaluated) {
        const { migrationSteps: steps, warnings } = evaluated;
        if (steps === 0) return nothing;
        const isSafe = Array.isArray(warnings) && warnings.length === 0;
        return { changes: true, mayLose: !isSafe, isAsked: true };
      }
      const foresight = await foresee(host, start, request, dialogue.ask);
      return evaluated ? { ...foresight, isAsked: true } : foresight;
    });
  });
  await dialogue.ended;
}
