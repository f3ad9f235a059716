import { constants } from 'node:os';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import type { Outcome, RealCli } from '../types.ts';

/**
 * Runs the real program with our own terminal and waits for it. Throws `cli-unusable` where it cannot be started.
 * Signals sent to us are passed on; the interrupt of a terminal reaches the whole group by itself.
 */
export function runChild(host: Host, cli: RealCli): Promise<Outcome> {
  const [file, words] = cli.module === 'none' ? [cli.path, host.argv] : [host.node, [cli.path, ...host.argv]];
  return new Promise((resolve, reject) => {
    const child = host.childProcess().spawn(file, words, { stdio: 'inherit', env: { ...host.env } });
    const isAtTerminal = host.isTerminal(0);
    const stop = host.onSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], (signal) => {
      if (signal !== 'SIGINT' || !isAtTerminal) child.kill(signal);
    });
    child.on('error', (cause) => {
      stop();
      reject(new InterlockError('cli-unusable', { why: cause.message, cause }));
    });
    child.on('exit', (code, signal) => {
      stop();
      resolve({ exitCode: code ?? undefined, signal: signal ?? undefined });
    });
  });
}

/** Ends this process the way the child ended. */
export function endLike(host: Host, outcome: Outcome): never {
  if (outcome.signal !== undefined) {
    host.dieOf(outcome.signal);
    // Still here: this signal cannot end us (a platform without it). Shells report 128 + its number.
    host.exit(128 + (constants.signals[outcome.signal] ?? 0));
  }
  host.exit(outcome.exitCode ?? 70);
}
