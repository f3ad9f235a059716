/** Reads an archive back while pg_dump writes it: on two processors that takes no time of its own. */
import { Readable } from 'node:stream';
import { runTool } from '../../../databases/tools/run-tool.ts';
import type { Tool } from '../../../databases/tools/tool.ts';
import type { Host } from '../../../host.ts';

/** In bytes. A smaller archive is read when it is whole, before a program has started. */
const worthIt = 4 << 20;
const pauseMs = 50;

/** A file that another program writes from its beginning to its end. */
export interface Growing {
  readonly file: string;
  /** Settles when the file is whole, or will never be. */
  readonly written: Promise<unknown>;
}

/**
 * Has pg_restore turn every block into SQL that goes nowhere. True where it has read all of it; false says nothing but that it
 * has not. What pg_dump writes last are the places of the blocks, at the file's beginning: pg_restore needs none to read on.
 */
export async function readWhileWritten(host: Host, tool: Tool, growing: Growing): Promise<boolean> {
  const bytes = follow(host, growing);
  try {
    const first = await bytes.next();
    if (first.done) return false;
    const rest = Readable.from(after(first.value, bytes), { objectMode: false });
    await runTool(host, { path: tool.path, args: ['-f', nowhere(host)], passwords: [], stdin: rest });
    return true;
  } catch {
    return false;
  } finally {
    await bytes.return(undefined).catch(() => {});
  }
}

export function nowhere(host: Host): string {
  return host.platform === 'win32' ? 'NUL' : '/dev/null';
}

/** Nothing of a file that is whole before it is worth it. */
export async function* follow(
  host: Host,
  { file, written }: Growing,
  least = worthIt,
): AsyncGenerator<Buffer, undefined, undefined> {
  let isWhole = false;
  written.then(
    () => {
      isWhole = true;
    },
    () => {
      isWhole = true;
    },
  );
  const pause = () => new Promise((resolve) => setTimeout(resolve, pauseMs));
  while ((host.fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) < least) {
    if (isWhole) return undefined;
    await pause();
  }
  const handle = await host.fs.promises.open(file, 'r');
  try {
    for (;;) {
      // Asked before the read: what was written until then is in it.
      const wasWhole = isWhole;
      const buffer = Buffer.allocUnsafe(1 << 18);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead > 0) yield buffer.subarray(0, bytesRead);
      else if (wasWhole) return undefined;
      else await pause();
    }
  } finally {
    await handle.close();
  }
}

async function* after(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}
