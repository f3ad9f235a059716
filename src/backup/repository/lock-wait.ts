/** Waiting for a lock: as long as something goes on there, with one line that says for what, and an end by ^C. */
import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import { note } from '../../ui/notes.ts';
import { print } from '../../ui/print.ts';
import { formatDuration } from '../../ui/units.ts';
import type { LockOwner } from './lock-owner.ts';

/** In milliseconds. Most locks last a moment, and a moment is not worth a line. */
const pauses = { first: 25, longest: 400 };
const saidAfterMs = 1000;

/** Whom we wait for. */
export interface Blocker {
  readonly owner: LockOwner;
  /** Whether it has the lock, or merely came before us. */
  readonly holds: boolean;
  /** Folder of the lock that it has. */
  readonly place: string;
  /** Changes whenever it, or what stands between, has come on. */
  readonly sign: string;
}

export interface Wait {
  /** Gives after a pause. Throws `locked` after `timeoutMs` in which the sign has not changed, and `declined` after ^C. */
  on(blocker: Blocker): Promise<void>;
  /** Call it whatever happened. */
  end(): void;
}

/** `leave`: what has to be tidied, at once, where a signal ends this process. */
export function startWait(host: Host, timeoutMs: number, leave: () => void): Wait {
  let sign: string | undefined;
  // What was slept, not what a clock says: it may jump, and a stopped process has not waited.
  let waitedMs = 0;
  let unchangedMs = 0;
  let pause = pauses.first;
  let interrupt = () => {};
  let isInterrupted = false;
  const release = host.onSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], (signal) => {
    leave();
    if (signal !== 'SIGINT') host.dieOf(signal);
    isInterrupted = true;
    interrupt();
  });
  return {
    async on(blocker) {
      if (blocker.sign !== sign) unchangedMs = 0;
      sign = blocker.sign;
      if (unchangedMs >= timeoutMs) throw idle(host, blocker, timeoutMs);
      const isSaid = waitedMs < saidAfterMs && waitedMs + pause >= saidAfterMs;
      const slept = pause;
      await new Promise<void>((done) => {
        const timer = setTimeout(done, slept);
        interrupt = () => {
          clearTimeout(timer);
          done();
        };
        if (isInterrupted) interrupt();
      });
      if (isInterrupted) throw given();
      waitedMs += slept;
      unchangedMs += slept;
      pause = Math.min(pause * 1.5, pauses.longest);
      const end = host.isTerminal(2) ? ' ^C ends the waiting.' : '';
      if (isSaid) print(host, note('lock-waiting', `Waiting for ${wordsFor(host, blocker)}.${end}`));
    },
    end: release,
  };
}

function wordsFor(host: Host, { owner, holds }: Blocker): string {
  const where = owner.hostname === host.hostname() ? '' : ` on ${owner.hostname}`;
  const stands = holds ? `has held the lock on this database since ${owner.since}` : 'came before us';
  return `process ${owner.pid}${where}, which ${stands}, for: ${owner.what}`;
}

function idle(host: Host, { owner, holds, place }: Blocker, timeoutMs: number): InterlockError {
  const isElsewhere = owner.hostname !== host.hostname();
  const where = isElsewhere ? ` on ${owner.hostname}` : '';
  const stands = holds ? `has held it since ${owner.since}` : 'stands before us in the queue';
  const span = formatDuration(timeoutMs);
  return new InterlockError('locked', {
    why: `Process ${owner.pid}${where} ${stands}, for: ${owner.what}. It has done nothing that could be seen for ${span}.`,
    next: isElsewhere
      ? [`See on ${owner.hostname} whether it still works. Where it does not, remove the folder ${place}`]
      : ['See what it waits for, a stopped job or a question, and end it or wait until it is done; then try again.'],
  });
}

function given(): InterlockError {
  return new InterlockError('declined', {
    what: 'The waiting for the lock was ended, so nothing was run.',
    why: 'Another command works on this database, and ^C was pressed.',
  });
}
