import { constants } from 'node:os';
import { type ChildPass, passChild } from '../channel/pass.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import type { Outcome, RealCli } from '../types.ts';
import { fail } from '../ui/fail.ts';

export interface Around {
  /** Added to the child's environment; undefined removes a variable. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** Told the child's process id as soon as there is one. */
  started?(pid: number): void;
  /** Told how it ended; gives how this process is to end. */
  ended?(outcome: Outcome): Outcome;
}

/** Runs the real program as a child and ends this process as it ended. */
export async function runApart(host: Host, cli: RealCli, around: Around = {}): Promise<never> {
  return endLike(host, await outcomeOf(host, cli, around));
}

async function outcomeOf(host: Host, cli: RealCli, around: Around): Promise<Outcome> {
  let pass: ChildPass | undefined;
  try {
    pass = cli.module === 'none' ? countStart(host, cli) : passChild(host);
    const outcome = await runChild(host, cli, { ...around, variables: { ...around.variables, ...pass.variables } });
    return around.ended?.(outcome) ?? outcome;
  } catch (error) {
    around.ended?.({ exitCode: error instanceof InterlockError ? error.exitCode : 70, signal: undefined });
    return fail(host, error);
  } finally {
    pass?.withdraw();
  }
}

/** A program that is none of Prisma's could be a link back to us that nobody recognised: then this is where it ends. */
function countStart(host: Host, cli: RealCli): ChildPass {
  const depth = Number(host.env.PRISMA_INTERLOCK_DEPTH ?? 0) + 1;
  if (depth > 5) throw new InterlockError('cli-unusable', { why: `${cli.path} leads back to prisma-interlock.` });
  return { variables: { PRISMA_INTERLOCK_DEPTH: String(depth) }, withdraw() {} };
}

/**
 * Runs the real program with our own terminal and waits for it. Throws `cli-unusable` where it cannot be started.
 * Signals sent to us are passed on; the interrupt of a terminal reaches the whole group by itself.
 */
function runChild(host: Host, cli: RealCli, around: Around): Promise<Outcome> {
  const [file, words] =
    cli.module === 'none' ? [cli.path, host.argv] : [host.node, [...nodeOptions(host), cli.path, ...host.argv]];
  return new Promise((resolve, reject) => {
    const child = spawnProgram(host, file, words, around.variables);
    try {
      if (child.pid !== undefined) around.started?.(child.pid);
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
      reject(new InterlockError('cli-unusable', { why: cause.message, cause }));
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
function spawnProgram(host: Host, file: string, words: readonly string[], variables: Around['variables']) {
  try {
    return host.childProcess().spawn(file, words, { stdio: 'inherit', env: { ...host.env, ...variables } });
  } catch (cause) {
    throw new InterlockError('cli-unusable', { why: cause instanceof Error ? cause.message : String(cause), cause });
  }
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
