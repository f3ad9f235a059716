import type { NoteCode } from '../errors/codes.ts';
import type { Host } from '../host.ts';
import { clean } from '../secrets/clean.ts';
import { formatBytes, formatDuration } from './units.ts';
import { type Format, formatOf, write } from './write.ts';

export interface Progress {
  /** `bytes`: done so far. May be called as often as one likes. */
  update(bytes: number): void;
  /** Removes the line. Call it whatever happened; more than once does no harm. */
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
  const begin = host.now().getTime();
  const live = host.stderr.isTTY === true && format === 'text';
  let bytes = 0;
  let drawn = false;
  let timer = setTimeout(show, shownAfterMs).unref();

  function show(): void {
    const elapsed = Math.max(1, host.now().getTime() - begin);
    write(host, lineOf(elapsed));
    drawn = live;
    timer = setTimeout(show, live ? redrawn.every : logged.every).unref();
  }

  function lineOf(elapsed: number): string {
    if (format === 'json') return `${JSON.stringify({ code, level: 'note', what, bytes, elapsed })}\n`;
    const rate = `${formatBytes((bytes / elapsed) * 1000)}/s`;
    const parts = bytes === 0 ? [formatDuration(elapsed)] : [formatBytes(bytes), rate, formatDuration(elapsed)];
    const line = `${clean(what, 100)}: ${parts.join(', ')}`;
    if (!live) return `prisma-interlock[${code}]: ${line}\n`;
    return redrawn.clear + line.slice(0, (host.stderr.columns || 80) - 1);
  }

  return {
    update(done) {
      bytes = done;
    },
    stop() {
      clearTimeout(timer);
      if (drawn) write(host, redrawn.clear);
      drawn = false;
    },
  };
}
