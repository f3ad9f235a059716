/**
 * The gate: stands where Prisma 5 to 7 expect their schema engine, starts the real one, and hands through what the two say
 * to each other. A call that can lose data waits until the pipeline has said yes to the database that it is for.
 */
import { once } from 'node:events';
import { constants } from 'node:os';
import { signCanary } from '../channel/canary.ts';
import { noNeighbours, startVariable, unforeseen } from '../channel/descriptor.ts';
import { hearStart } from '../channel/gate-end.ts';
import { isHarmless } from '../gate/describe-call.ts';
import { type EngineStart, readEngineStart } from '../gate/engine-start.ts';
import { faultText } from '../gate/fault-text.ts';
import type { Judge } from '../gate/judge.ts';
import { createJudge } from '../gate/judge-by.ts';
import { ownEngine, withoutGate } from '../gate/own-engine.ts';
import { createHost, type Host } from '../host.ts';

type Engine = import('node:child_process').ChildProcess;

/** Ends the process as the engine ended. */
export async function runGate(host: Host = createHost()): Promise<void> {
  signCanary(host, 'gate');
  const start = readEngineStart(host.argv);
  if (host.env.PRISMA_INTERLOCK_CANARY) return fail(host, start, 'prisma-interlock only asked who is on the way');
  const beside = host.env.PRISMA_INTERLOCK_BESIDE;
  let here = host;
  let judge: Judge | undefined;
  let engine: Engine | undefined;
  try {
    if (beside !== undefined) {
      // Only now: while this is loaded, the engine starts.
      const { asChildOfCli, passBeside } = await import('../gate/beside-engine.ts');
      here = asChildOfCli(host, beside);
      judge = createJudge(here, start);
      return await passBeside(here, start, judge);
    }
    judge = createJudge(host, start);
    if (start.form === 'command') {
      const refused = await judgeCommand(host, start, judge);
      if (refused) return fail(host, start, refused.text);
    }
    engine = startEngine(host, start, ownEngine(host) ?? (await findEngine(host)));
    const ended = endOf(host, engine, judge);
    if (engine.stdin && engine.stdout) {
      const { passBetween } = await import('../gate/pass-between.ts');
      await passBetween(host, start, { stdin: engine.stdin, stdout: engine.stdout }, judge);
    }
    await ended;
  } catch (error) {
    const text = await faultText(here, error, judge?.effects() ?? []);
    if (engine === undefined && beside === undefined) return fail(host, start, text);
    engine?.kill('SIGKILL');
    logError(host, text);
    host.exit(1);
  }
}

/** A job that is answered by the exit code. Gives why it may not be done. */
async function judgeCommand(host: Host, { command }: EngineStart, judge: Judge): Promise<{ text: string } | undefined> {
  // Throws where nobody answers: the engine has not been asked then.
  if (command === 'can-connect-to-database' && host.env[startVariable] !== undefined) hearStart(host);
  const request = { method: command, params: null };
  return isHarmless(command) ? undefined : judge.hold(request, async () => unforeseen, noNeighbours);
}

/** Loaded where nobody has named an engine: most often the config line or the shim did. */
async function findEngine(host: Host): Promise<string> {
  const step = await import('../gate/find-engine.ts');
  return step.findEngine(host);
}

/** Its log goes straight to Prisma. What it answers in the RPC form goes by way of the gate. */
function startEngine(host: Host, { form }: EngineStart, file: string): Engine {
  const stdio = form === 'rpc' ? (['pipe', 'pipe', 'inherit'] as const) : (['inherit', 'inherit', 'inherit'] as const);
  const options = { stdio: [...stdio], env: withoutGate(host.env), windowsHide: true };
  return host.childProcess().spawn(file, host.argv, options);
}

async function endOf(host: Host, engine: Engine, judge: Judge): Promise<void> {
  const stop = host.onSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], (signal) => engine.kill(signal));
  const [code, signal] = (await once(engine, 'exit')) as [number | null, NodeJS.Signals | null];
  stop();
  judge.end({ exitCode: code ?? undefined, signal: signal ?? undefined });
  if (signal !== null) host.dieOf(signal);
  host.exit(code ?? 128 + (constants.signals[signal as NodeJS.Signals] ?? 0));
}

/** Ends as an engine that could not do its work. */
async function fail(host: Host, { form }: EngineStart, text: string): Promise<void> {
  logError(host, text);
  if (form === 'rpc') {
    const { refuseRequests } = await import('../gate/pass-requests.ts');
    await refuseRequests(host, text);
  }
  host.exit(1);
}

/** The CLI shows the last error of an engine's log (schemaEngineCommands.ts). */
function logError(host: Host, text: string): void {
  const fields = { is_panic: false, message: text };
  // Of the command form it skips the first line, which it takes for a greeting.
  host.stderr.write(`\n${JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', fields })}`);
}
