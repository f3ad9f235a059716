import { PassThrough } from 'node:stream';
import { confirmVariable } from '../confirm/variable.ts';
import { ancestorsOf } from '../environment/ancestors.ts';
import type { Host } from '../host.ts';
import { hasPolicy } from '../project/root.ts';
import { replace } from './replace.ts';

/** How often it is looked whether the CLI still waits for an answer, in milliseconds. */
const watchMs = 200;

/**
 * The same host where the CLI was started: the engine itself may be started in the folder of the schema. Where that folder
 * has a policy of its own, a variable leads nowhere else.
 */
export function inCliFolder(host: Host): Host {
  const cwd = host.env.PRISMA_INTERLOCK_CWD;
  return cwd && !hasPolicy(host) && host.fs.existsSync(cwd) ? replace(host, { cwd }) : host;
}

/**
 * The same host without an answer that the line was not started with: Prisma has read it from a file since. Where this machine does
 * not tell, the files of the project do.
 */
export function asTyped(host: Host): Host {
  const { [confirmVariable]: value, ...rest } = host.env;
  const [cli] = value ? ancestorsOf(host) : [];
  if (cli?.env === undefined || cli.env[confirmVariable] === value) return host;
  return replace(host, { env: rest });
}

/**
 * Runs a step of the pipeline with the host that it needs at the gate: stdin and stdout of this process carry Prisma's own
 * requests, and stderr its log, so a person is asked at the terminal itself. Where the CLI has none, what we say goes nowhere
 * but into the refusal and the audit log.
 */
export async function atTerminal<T>(host: Host, step: (host: Host) => Promise<T>): Promise<T> {
  const terminal = hasTerminal(host) ? host.openTerminal() : undefined;
  const streams = terminal ?? { stdin: new PassThrough(), stderr: new PassThrough().resume() };
  const there = replace(host, {
    ...streams,
    isTerminal: () => terminal !== undefined,
    onSignals: (signals: readonly NodeJS.Signals[], listener: (signal: NodeJS.Signals) => void) => {
      const stop = host.onSignals(signals, listener);
      // A CLI that was killed takes its question with it.
      const watch = setInterval(() => host.isAlive(host.parentPid) || listener('SIGTERM'), watchMs);
      return () => {
        clearInterval(watch);
        stop();
      };
    },
  });
  try {
    return await step(there);
  } finally {
    // So that this process can end.
    streams.stdin.destroy();
    streams.stderr.destroy();
  }
}

/** Whether the CLI that started us talks to a person. It may be a server for an editor that merely runs in a terminal. */
function hasTerminal(host: Host): boolean {
  const told = host.env.PRISMA_INTERLOCK_TERMINAL;
  if (told !== undefined) return told === '1';
  if (host.platform !== 'linux') return true;
  return [0, 2].every((descriptor) => {
    try {
      return /^\/dev\/(pts\/|tty)/.test(host.fs.readlinkSync(`/proc/${host.parentPid}/fd/${descriptor}`));
    } catch {
      return false;
    }
  });
}
