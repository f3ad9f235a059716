/**
 * The gate: stands where Prisma 5 to 7 expect their schema engine, starts the real one, and hands through what the two say
 * to each other. A call that can lose data waits until the pipeline has said yes to the database that it is for.
 */
import { once } from 'node:events';
import { constants } from 'node:os';
import { signCanary } from '../channel/canary.ts';
import { kindOf } from '../errors/kind.ts';
import type { Passed } from '../gate/covered.ts';
import { type EngineStart, readEngineStart } from '../gate/engine-start.ts';
import { ownEngine, withoutGate } from '../gate/own-engine.ts';
import { createHost, type Host } from '../host.ts';

type Engine = import('node:child_process').ChildProcess;

/** Ends the process as the engine ended. */
export async function runGate(host: Host = createHost()): Promise<void> {
  signCanary(host, 'gate');
  const start = readEngineStart(host.argv);
  if (host.env.PRISMA_INTERLOCK_CANARY) return fail(host, start, 'prisma-interlock only asked who is on the way');
  const passed: Passed = { grants: [], effects: [], entries: [] };
  const beside = host.env.PRISMA_INTERLOCK_BESIDE;
  let here = host;
  let engine: Engine | undefined;
  try {
    if (beside !== undefined) {
      // Only now: while this is loaded, the engine starts.
      const { asChildOfCli, passBeside } = await import('../gate/beside-engine.ts');
      here = asChildOfCli(host, beside);
      return await passBeside(here, start, passed);
    }
    if (start.form === 'command') {
      const { hold } = await import('../gate/hold.ts');
      const refused = await hold(host, start, { method: start.command, params: null }, passed);
      if (refused) return fail(host, start, refused.text);
    }
    engine = startEngine(host, ownEngine(host) ?? (await findEngine(host)));
    const ended = endOf(host, engine, passed);
    if (start.form === 'rpc' && engine.stdin) {
      // Only now: while this is loaded, the engine starts.
      const { passRequests } = await import('../gate/pass-requests.ts');
      await Promise.all([ended, passRequests(host, start, engine.stdin, passed)]);
    }
    await ended;
  } catch (error) {
    const text = await import('../gate/refuse-call.ts').then(
      ({ refuseFault }) => refuseFault(here, error, passed.effects).text,
      // No file can be opened any more.
      () => `prisma-interlock itself failed (${kindOf(error)}), so this was not done.`,
    );
    if (engine === undefined && beside === undefined) return fail(host, start, text);
    engine?.kill('SIGKILL');
    logError(host, text);
    host.exit(1);
  }
}

/** Loaded where nobody has named an engine: most often the config line or the shim did. */
async function findEngine(host: Host): Promise<string> {
  const step = await import('../gate/find-engine.ts');
  return step.findEngine(host);
}

/** Its answers go straight to Prisma, and so does its log. */
function startEngine(host: Host, file: string): Engine {
  const env = withoutGate(host.env);
  return host.childProcess().spawn(file, host.argv, { stdio: ['pipe', 'inherit', 'inherit'], env, windowsHide: true });
}

async function endOf(host: Host, engine: Engine, passed: Passed): Promise<void> {
  const stop = host.onSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], (signal) => engine.kill(signal));
  const [code, signal] = (await once(engine, 'exit')) as [number | null, NodeJS.Signals | null];
  stop();
  for (const entry of passed.entries) entry.end({ exitCode: code ?? undefined, signal: signal ?? undefined });
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
