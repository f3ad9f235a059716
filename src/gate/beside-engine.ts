import type { Writable } from 'node:stream';
import { parentOf } from '../channel/parentage.ts';
import type { Host } from '../host.ts';
import type { Passed } from './covered.ts';
import type { EngineStart } from './engine-start.ts';
import { replace } from './replace.ts';

/** The descriptor that bin/schema-engine opened for us: the engine's input. */
const engineInput = 6;

/**
 * Hands on what Prisma asks to an engine that bin/schema-engine started beside this process, until Prisma has no more to
 * ask. `host`: as `asChildOfCli` gives it. That engine is Prisma's own child: signals and its exit code need no help. Whatever is thrown here ends this process
 * with an error, and bin/schema-engine ends the engine then.
 */
export async function passBeside(host: Host, start: EngineStart, passed: Passed): Promise<void> {
  // Whoever is to end is told by itself, and this process ends after it.
  host.onSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], () => {});
  const { passRequests } = await import('./pass-requests.ts');
  await passRequests(host, start, openEngine(host), passed);
  for (const entry of passed.entries) entry.end({ exitCode: undefined, signal: undefined });
  host.exit(0);
}

function openEngine(host: Host): Writable {
  if (!host.fs.fstatSync(engineInput).isFIFO()) throw new Error('The way to the schema engine is not there.');
  return host.openPipe(engineInput);
}

/** `beside`: process ids of the CLI and of its engine. Throws where they are not what started this process. */
export function asChildOfCli(host: Host, beside: string): Host {
  const [cli, engine] = beside.split(' ').map(Number);
  const shell = host.parentPid;
  const isSo = host.platform !== 'linux' || (parentOf(host, shell) === engine && parentOf(host, engine ?? 0) === cli);
  if (!isSo) throw new Error('The CLI that started the schema engine is not there.');
  return replace(host, { parentPid: cli });
}
