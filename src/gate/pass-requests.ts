/** What Prisma asks of its engine, on its way there. */
import type { Writable } from 'node:stream';
import type { Host } from '../host.ts';
import { type EngineRequest, isHarmless } from './describe-call.ts';
import { createRequestReader } from './requests.ts';

/** Why a call may not go on; undefined where it may. */
export type Hold = (
  request: EngineRequest & { readonly id: unknown },
) => Promise<{ readonly text: string } | undefined>;

/** Until Prisma has no more to ask. `engine`: the real engine's stdin. `hold`: asked of each call that could lose data. */
export async function passRequests(host: Host, engine: Writable, hold: Hold): Promise<void> {
  // An engine that has ended says so by itself.
  const gone = new Promise<void>((resolve) => engine.on('error', () => resolve()).on('close', resolve));
  const read = createRequestReader(isHarmless);
  for await (const chunk of host.stdin) {
    for (const piece of read(chunk as Buffer)) {
      if (piece.kind === 'request' && (await isHeld(host, piece.bytes, hold))) continue;
      if (!engine.write(piece.bytes)) await Promise.race([drained(engine), gone]);
    }
  }
  // A pipe is not closed by its end alone.
  engine.end(() => engine.destroy());
}

function drained(engine: Writable): Promise<void> {
  return new Promise((resolve) => engine.once('drain', resolve));
}

/**
 * Where there is no engine: each request gets that answer, until Prisma has no more to ask. An engine that merely ends is no
 * error to every command of Prisma (`db execute` of 7).
 */
export async function refuseRequests(host: Host, text: string): Promise<void> {
  const read = createRequestReader(() => false);
  for await (const chunk of host.stdin) {
    for (const { bytes } of read(chunk as Buffer)) {
      const request = parseRequest(bytes);
      if (request !== 'not a request') refuse(host, request.id, text);
    }
  }
}

/** Answers a request that may not go on in the engine's place. */
async function isHeld(host: Host, line: Buffer, hold: Hold): Promise<boolean> {
  const request = parseRequest(line);
  if (request === 'not a request') return false;
  if (isHarmless(request.method)) return false;
  const refused = await hold(request);
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
