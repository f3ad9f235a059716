import type { NoteCode } from '../errors/codes.ts';
import type { Host } from '../host.ts';
import { clean } from '../secrets/clean.ts';
import { describeStep, type Step, type Tell } from './step.ts';
import { formatDuration } from './units.ts';
import { type Format, formatOf, write } from './write.ts';

export interface Progress {
  readonly tell: Tell;
  /** Removes the line until the next step is told, as for a question. */
  pause(): void;
  /** Removes the line for good. Call it whatever happened; more than once does no harm. */
  stop(): void;
}

/** Nothing is shown before this many milliseconds: most backups are done by then. */
const shownAfterMs = 2000;
const code: NoteCode = 'progress';
const redrawn = { every: 250, clear: '\r\u001b[2K' };
const logged = { every: 10_000 };

/**
 * Tells on stderr that something takes its time: on a terminal one line that is drawn over, elsewhere a new
 * line every ten seconds. `what`: `Backing up app@localhost`.
 */
export function startProgress(host: Host, what: string, format: Format = formatOf(host)): Progress {
  const now = () => host.now().getTime();
  const begin = now();
  const live = host.stderr.isTTY === true && format === 'text';
  const { every } = live ? redrawn : logged;
  let step: Step | undefined;
  let phaseBegun = begin;
  let dueAt = begin + shownAfterMs;
  let isStopped = false;
  let isDrawn = false;
  let timer = setTimeout(show, shownAfterMs).unref();

  function show(): void {
    clearTimeout(timer);
    write(host, lineOf(now()));
    isDrawn = live;
    dueAt = now() + every;
    timer = setTimeout(show, every).unref();
  }

  function lineOf(at: number): string {
    const elapsed = Math.max(1, at - begin);
    if (format === 'json') return `${JSON.stringify({ code, level: 'note', what, ...step, elapsed })}\n`;
    const rest = step ? describeStep(step, Math.max(1, at - phaseBegun)) : formatDuration(elapsed);
    const line = `${clean(what, 100)}: ${rest}`;
    if (!live) return `prisma-interlock[${code}]: ${line}\n`;
    return redrawn.clear + line.slice(0, (host.stderr.columns || 80) - 1);
  }

  function pause(): void {
    clearTimeout(timer);
    if (isDrawn) write(host, redrawn.clear);
    isDrawn = false;
  }

  return {
    pause,
    tell(next) {
      if (isStopped) return;
      const at = now();
      if (next.phase !== step?.phase || next.done < step.done) phaseBegun = at;
      step = next;
      // SQLite keeps this thread busy, and no timer runs meanwhile.
      if (at >= dueAt) show();
    },
    stop() {
      isStopped = true;
      pause();
    },
  };
}
