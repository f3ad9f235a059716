import { parentOf } from '../channel/parentage.ts';
import type { Host } from '../host.ts';
import type { EngineStart } from './engine-start.ts';
import type { Judge } from './judge.ts';
import { passBetween } from './pass-between.ts';
import { replace } from './replace.ts';

/** The descriptors that bin/schema-engine opened for us: the engine's input, what it says, and where that input's end is told. */
const [engineInput, engineOutput, endOfInput] = [6, 7, 9] as const;

/**
 * Hands on what Prisma asks to an engine that bin/schema-engine started beside this process, and what that answers, until
 * Prisma has no more to ask. That engine is Prisma's own child: signals and its exit code need no help. Whatever is thrown
 * here ends this process with an error, and bin/schema-engine ends the engine then.
 */
export async function passBeside(host: Host, start: EngineStart, judge: Judge): Promise<void> {
  // Whoever is to end is told by itself, and this process ends after it.
  host.onSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], () => {});
  for (const descriptor of [engineInput, engineOutput, endOfInput]) {
    if (!host.fs.fstatSync(descriptor).isFIFO()) throw new Error('The way to the schema engine is not there.');
  }
  const engine = { stdin: host.openPipe(engineInput, 'write'), stdout: host.openPipe(engineOutput, 'read') };
  // The shell beside us holds that input open as well, until it hears this: an end that nobody meant is none to the engine.
  engine.stdin.once('finish', () => host.openPipe(endOfInput, 'write').end('end\n'));
  await passBetween(host, start, engine, judge);
  judge.end({ exitCode: undefined, signal: undefined });
  host.exit(0);
}

/** `beside`: process ids of the CLI and of its engine. Throws where they are not what started this process. */
export function asChildOfCli(host: Host, beside: string): Host {
  const [cli, engine] = beside.split(' ').map(Number);
  const shell = host.parentPid;
  const isSo = host.platform !== 'linux' || (parentOf(host, shell) === engine && parentOf(host, engine ?? 0) === cli);
  if (!isSo) throw new Error('The CLI that started the schema engine is not there.');
  return replace(host, { parentPid: cli });
}
