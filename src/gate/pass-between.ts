/** What Prisma and its engine say to each other, both ways. */
import type { Readable, Writable } from 'node:stream';
import type { Host } from '../host.ts';
import { openDialogue } from './dialogue.ts';
import type { EngineStart } from './engine-start.ts';
import type { Judge } from './judge.ts';
import { wouldChange } from './look.ts';
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
  /** What the engine has said last of the migration that `migrate dev` is about to have written. */
  let steps: unknown;
  await passRequests(host, engine.stdin, (request) => {
    if (request.method === 'evaluateDataLoss') {
      steps = undefined;
      dialogue.watch(request.id, (result) => {
        steps = (result as { migrationSteps?: unknown } | null | undefined)?.migrationSteps;
      });
    }
    return judge.hold(request, async () => {
      // Prisma asks for it also where there is nothing to write.
      if (request.method === 'createMigration' && steps === 0) return false;
      return wouldChange(host, start, request, dialogue.ask);
    });
  });
  await dialogue.ended;
}
