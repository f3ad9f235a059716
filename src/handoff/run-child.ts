import { constants } from 'node:os';
import type { Listener } from '../channel/shim-end.ts';
import { startCli } from '../channel/start-cli.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import type { Outcome, RealCli } from '../types.ts';
import { fail } from '../ui/fail.ts';

/** How a run can be ended before its time. */
export interface Run {
  /** Kills the program: nothing of it goes on. */
  kill(): void;
}

export interface Around {
  /** Added to the child's environment; undefined removes a variable. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** Answers what the gate of this CLI asks. Without it that gate judges by itself. */
  readonly listener?: Listener | undefined;
  /** Gets what the listener throws. */
  readonly failed?: ((error: unknown) => void) | undefined;
  /** Called as soon as the program runs. */
  started?(run: Run): void;
  /** Told how it ended; gives how this process is to end. */
  ended?(outcome: Outcome): Outcome | Promise<Outcome>;
}

/** Runs the real program as a child and ends this process as it ended. */
export async function runApart(host: Host, cli: RealCli, around: Around = {}): Promise<never> {
  return endLike(host, await outcomeOf(host, cli, around));
}

async function outcomeOf(host: Host, cli: RealCli, around: Around): Promise<Outcome> {
  try {
    const depth = cli.module === 'none' ? countStart(host, cli) : {};
    const outcome = await runChild(host, cli, { ...around, variables: { ...around.variables, ...depth } });
    return (await around.ended?.(outcome)) ?? outcome;
  } catch (error) {
    await around.ended?.({ exitCode: error instanceof InterlockError ? error.exitCode : 70, signal: undefined });
    return fail(host, error);
  }
}

/** A program that is none of Prisma's could be a link back to us that nobody recognised: then this is where it ends. */
function countStart(host: Host, cli: RealCli): Readonly<Record<string, string>> {
  const depth = Number(host.env.PRISMA_INTERLOCK_DEPTH ?? 0) + 1;
  if (depth > 5) throw new InterlockError('cli-unusable', { why: `${cli.path} leads back to prisma-interlock.` });
  return { PRISMA_INTERLOCK_DEPTH: String(depth) };
}

/**
 * Runs the real program with our own terminal and waits for it. Throws `cli-unusable` where it cannot be started.
 * Signals sent to us are passed on; the interrupt of a terminal reaches the whole group by itself.
 */
function runChild(host: Host, cli: RealCli, around: Around): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = startProgram(host, cli, around);
    try {
      if (child.pid !== undefined) around.started?.({ kill: () => child.kill('SIGKILL') });
    } catch (error) {
      // It must not run on without what was to be told of it.
      child.kill('SIGKILL');
      reject(error);
    }
    const isAtTerminal = host.isTerminal(0);
    const stop = host.onSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], (signal) => {
      if (signal !== 'SIGINT' || !isAtTerminal) child.kill(signal);
    });
    child.on('error', (cause) => {
      stop();
      reject(notStarted(cause));
    });
    child.on('exit', (code, signal) => {
      stop();
      resolve({ exitCode: code ?? undefined, signal: signal ?? undefined });
    });
  });
}

/** What this Node was started with, and the CLI would have run with: `--import tsx`. A debugger's port is taken. */
function nodeOptions({ execArgv }: Host): readonly string[] {
  const runsText = execArgv.some((word) => /^(-e|-p|-pe|--eval|--print)\b/.test(word));
  return runsText ? [] : execArgv.filter((word) => !word.startsWith('--inspect'));
}

/** Node throws some of the reasons why a program does not start, and emits the others. */
function startProgram(host: Host, cli: RealCli, { variables, listener, failed }: Around) {
  const stdio = ['inherit', 'inherit', 'inherit'] as const;
  const options = { stdio, env: { ...host.env, ...variables } };
  try {
    if (cli.module === 'none') return host.childProcess().spawn(cli.path, host.argv, { ...options, stdio: 'inherit' });
    return startCli(host, cli, { nodeOptions: nodeOptions(host), words: host.argv, options, listener, failed });
  } catch (cause) {
    throw notStarted(cause);
  }
}

function notStarted(cause: unknown): InterlockError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const isStarved = /^E[MN]FILE$/.test((cause as NodeJS.ErrnoException).code ?? '');
  const next = ['Let more files be open, in this shell: ulimit -n 4096'];
  return new InterlockError('cli-unusable', { why, ...(isStarved && { next }), cause });
}

/** Ends this process the way the child ended. */
function endLike(host: Host, outcome: Outcome): never {
  if (outcome.signal !== undefined) {
    host.dieOf(outcome.signal);
    // Still here: this signal cannot end us (a platform without it). Shells report 128 + its number.
    host.exit(128 + (constants.signals[outcome.signal] ?? 0));
  }
  host.exit(outcome.exitCode ?? 70);
}
