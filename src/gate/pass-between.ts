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
  await passRequests(host, engine.stdin, (request) =>
    judge.hold(request, () => wouldChange(host, start, request, dialogue.ask)),
  );
  await dialogue.ended;
}
