import path from 'node:path';
import type { Writable } from 'node:stream';
import { type Layer, readSignatures } from '../../channel/canary.ts';
import type { Host } from '../../host.ts';
import { reasonIn } from '../../secrets/clean.ts';
import { canaryEnvironment } from './canary-environment.ts';
import { converse } from './converse.ts';
import type { Way } from './way.ts';

/** How long a line may take before it is ended, in milliseconds; most take one to three seconds. */
const limit = 30_000;

export interface Arrival {
  readonly layers: readonly Layer[];
  readonly ended: 'by itself' | 'late' | 'not started';
  /** What it said last, on one line, without URLs. */
  readonly said: string;
}

/**
 * Sends the canary down a way and waits for it to end. `running`: ids of process groups, for whoever must stop them
 * all.
 */
export async function sendCanary(host: Host, way: Way, running: Set<number>, timeoutMs = limit): Promise<Arrival> {
  const folder = host.fs.mkdtempSync(path.join(host.temporaryFolder(), 'interlock-'));
  const file = path.join(folder, 'canary');
  try {
    const ending = await travel(host, way, file, running, timeoutMs);
    return { layers: readSignatures(host, file), ...ending };
  } finally {
    host.fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function travel(
  host: Host,
  way: Way,
  file: string,
  running: Set<number>,
  timeoutMs: number,
): Promise<Omit<Arrival, 'layers'>> {
  const { execa } = await host.execa();
  const child = execa(way.program, way.words, {
    cwd: way.cwd,
    env: canaryEnvironment(host, file, way.program),
    extendEnv: false,
    stdin: way.serves ? 'pipe' : 'ignore',
    all: true,
    buffer: false,
    reject: false,
    // A group of its own, so that what a runner starts can be ended with it.
    detached: host.platform !== 'win32',
  });
  const { pid } = child;
  if (pid !== undefined) running.add(pid);
  const end = () => pid !== undefined && host.killGroup(pid);
  let said = '';
  child.all.setEncoding('utf8').on('data', (chunk: string) => {
    said = (said + chunk).slice(-20_000);
  });
  let timer: NodeJS.Timeout | undefined;
  // Not only the end of the child: something that left its group may hold the pipe open for good.
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, 'late');
  });
  const isSigned = () => readSignatures(host, file).length > 0;
  const talk = way.serves && converse({ stdin: child.stdin as Writable, stdout: child.stdout }, isSigned, end);
  try {
    const ended = await Promise.race([child.then(howItEnded), late]);
    return { ended, said: reasonIn(said) };
  } finally {
    clearTimeout(timer);
    if (talk) talk.stop();
    // Whatever it left behind in its group.
    end();
    if (pid !== undefined) running.delete(pid);
  }
}

function howItEnded({ exitCode, signal }: { exitCode?: number; signal?: string }): Arrival['ended'] {
  return exitCode === undefined && signal === undefined ? 'not started' : 'by itself';
}
