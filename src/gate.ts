/**
 * The gate: stands where Prisma 5 to 7 expect their schema engine, starts the real one, and hands through what the two say
 * to each other. A call that can lose data waits until the pipeline has said yes to the database that it is for.
 */
import { once } from 'node:events';
import { constants } from 'node:os';
import { signCanary } from './canary.ts';
import { isHarmless } from './gate/describe-call.ts';
import { type EngineStart, readEngineStart } from './gate/engine-start.ts';
import type { Passed } from './gate/hold.ts';
import { ownEngine } from './gate/own-engine.ts';
import { createRequestReader } from './gate/requests.ts';
import { createHost, type Host } from './host.ts';
import { withoutGate } from './variables.ts';

type Engine = import('node:child_process').ChildProcess;

/** `gate`: absolute path of our own program, links resolved. Ends the process as the engine ended. */
export async function runGate(gate: string, host: Host = createHost()): Promise<void> {
  signCanary(host, 'gate');
  if (host.env.PRISMA_INTERLOCK_CANARY) return fail(host, 'prisma-interlock only asked who is on the way');
  const start = readEngineStart(host.argv);
  const passed: Passed = { grants: [], effects: [], entries: [] };
  let engine: Engine | undefined;
  try {
    if (start.form === 'command' && !isHarmless(start.command)) {
      const { hold } = await import('./gate/hold.ts');
      const refused = await hold(host, start, { method: start.command, params: null }, passed);
      if (refused) return fail(host, refused.text);
    }
    engine = startEngine(host, ownEngine(host, gate) ?? (await findEngine(host, gate)));
    const requests = start.form === 'rpc' ? passRequests(host, start, engine, passed) : undefined;
    await Promise.all([endOf(host, engine, passed), requests]);
  } catch (error) {
    engine?.kill('SIGKILL');
    const { refuseFault } = await import('./gate/refuse-call.ts');
    return fail(host, refuseFault(host, error, passed.effects).text);
  }
}

/** Loaded where nobody has named an engine: most often the config line or the shim did. */
async function findEngine(host: Host, gate: string): Promise<string> {
  const step = await import('./gate/find-engine.ts');
  return step.findEngine(host, gate);
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

async function passRequests(host: Host, start: EngineStart, engine: Engine, passed: Passed): Promise<void> {
  const { stdin } = engine;
  if (!stdin) return;
  // An engine that has ended says so by itself.
  stdin.on('error', () => {});
  const read = createRequestReader(isHarmless);
  for await (const chunk of host.stdin) {
    for (const piece of read(chunk as Buffer)) {
      if (piece.kind === 'request' && (await isHeld(host, start, piece.bytes, passed))) continue;
      if (!stdin.write(piece.bytes)) await Promise.race([once(stdin, 'drain'), once(stdin, 'close')]);
    }
  }
  stdin.end();
}

/** Answers a request that may not go on in the engine's place. */
async function isHeld(host: Host, start: EngineStart, line: Buffer, passed: Passed): Promise<boolean> {
  const request = parseRequest(line);
  if (request === 'not a request') return false;
  if (isHarmless(request.method)) return false;
  const { hold } = await import('./gate/hold.ts');
  const refused = await hold(host, start, request, passed);
  if (refused) refuse(host, request.id, refused.text);
  return refused !== undefined;
}

interface ReadRequest {
  readonly id: unknown;
  readonly method: string;
  readonly params: unknown;
}

/** Whatever is neither an answer to the engine nor one plain request has a method that nobody knows. */
function parseRequest(line: Buffer): ReadRequest | 'not a request' {
  const text = line.toString('utf8').trim();
  if (text === '') return 'not a request';
  try {
    const { id = null, method, params, ...rest } = JSON.parse(text) as Record<string, unknown>;
    if (method === undefined && ('result' in rest || 'error' in rest)) return 'not a request';
    if (typeof method === 'string') return { id, method, params };
  } catch {
    // Not JSON for us; the engine might still make something of it.
  }
  return { id: null, method: 'a request that cannot be read', params: null };
}

/** In the form in which the CLI shows an error of its engine (SchemaEngineCLI.ts). */
function refuse(host: Host, id: unknown, text: string): void {
  const data = { is_panic: false, message: text, meta: null };
  const error = { code: 4466, message: 'An error happened. Check the data field for details.', data };
  host.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, error })}\n`);
}

/** Ends as an engine that could not do its work: the CLI shows the last error of its log (schemaEngineCommands.ts). */
function fail(host: Host, text: string): never {
  const fields = { is_panic: false, message: text };
  // Of the command form it skips the first line, which it takes for a greeting.
  host.stderr.write(`\n${JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', fields })}`);
  host.exit(1);
}
