import type { Readable } from 'node:stream';
import type { Host } from '../../host.ts';
import { scrub } from '../../secrets/scrub.ts';
import { decisiveLines } from './decisive-lines.ts';
import { sealFile } from './sealed-file.ts';

export interface ToolCall {
  readonly path: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** A text with the password, which the child reads from `sealedPath`. */
  readonly sealed?: string | undefined;
  /** Used where there can be no sealed file; variables of a child are less private than that, but no argv shows them. */
  readonly unsealed?: { readonly args?: readonly string[]; readonly env: Readonly<Record<string, string>> };
  readonly stdin?: Readable;
  /** Reads what the child prints; without it that is thrown away. The child fails when this does. */
  readonly read?: (stdout: Readable) => Promise<void>;
  /** Called with each line that the child says on its error output. */
  readonly onLine?: (line: string) => void;
  /** Taken out of what the child says before anybody sees it. */
  readonly passwords: readonly string[];
  readonly signal?: AbortSignal;
}

/** A program that ended badly. The message is its last lines, without passwords. */
export class ToolFailure extends Error {
  override readonly name = 'ToolFailure';
}

/** Runs a program to its end with a minimal environment. Throws `ToolFailure`. It is killed when this process ends. */
export async function runTool(host: Host, call: ToolCall): Promise<void> {
  const descriptor = call.sealed === undefined ? undefined : sealFile(host, call.sealed);
  const bare = descriptor === undefined ? call.unsealed : undefined;
  try {
    const { execa } = await host.execa();
    const child = execa(call.path, bare?.args ?? call.args, {
      env: { ...childEnvironment(host), ...call.env, ...bare?.env },
      extendEnv: false,
      ...(call.cwd !== undefined && { cwd: call.cwd }),
      stdio: [
        call.stdin ? 'pipe' : 'ignore',
        call.read ? 'pipe' : 'ignore',
        'pipe',
        (descriptor ?? 'ignore') as 'ignore',
      ],
      buffer: false,
      reject: false,
      ...(call.signal && { cancelSignal: call.signal }),
    });
    const said = keepLastLines(child.stderr as Readable, call.onLine);
    const reading = call.read?.(child.stdout as Readable).catch((error: unknown) => {
      child.kill();
      throw error;
    });
    const feeding = call.stdin && feed(call.stdin, child.stdin as NodeJS.WritableStream, () => child.kill());
    const [result, ...streams] = await Promise.allSettled([child, reading, feeding]);
    const broken = streams.find((stream) => stream.status === 'rejected');
    if (broken) throw broken.reason;
    if (result.status === 'rejected') throw result.reason;
    if (result.value.failed) {
      const ending = result.value.exitCode === undefined ? result.value.signal : `exit code ${result.value.exitCode}`;
      const reason = (await said) || result.value.originalMessage || '';
      throw new ToolFailure(scrub(`${ending ?? 'not started'}: ${reason}`, call.passwords));
    }
  } finally {
    if (descriptor !== undefined) host.fs.closeSync(descriptor);
  }
}

/** What a program needs to find its files and speak English; nothing of the project's own variables. */
export function childEnvironment(host: Host): Record<string, string> {
  const kept = ['PATH', 'Path', 'HOME', 'USERPROFILE', 'SystemRoot', 'TMPDIR', 'TEMP', 'TZ', 'LD_LIBRARY_PATH'];
  const pairs = kept.flatMap((name) => (host.env[name] === undefined ? [] : [[name, host.env[name]]]));
  return { ...(Object.fromEntries(pairs) as Record<string, string>), LC_ALL: 'C' };
}

async function keepLastLines(stream: Readable, onLine: ToolCall['onLine']): Promise<string> {
  let text = '';
  let begun = '';
  for await (const chunk of stream) {
    text = (text + String(chunk)).slice(-4000);
    const lines = `${begun}${chunk}`.split('\n');
    begun = onLine ? (lines.pop() ?? '').slice(-4000) : '';
    for (const line of onLine ? lines : []) onLine?.(line);
  }
  return decisiveLines(text);
}

async function feed(from: Readable, to: NodeJS.WritableStream, kill: () => void): Promise<void> {
  const { pipeline } = await import('node:stream/promises');
  await pipeline(from, to).catch((error: NodeJS.ErrnoException) => {
    // The child closed its end: what it says on its way out tells more.
    if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    kill();
    throw error;
  });
}
