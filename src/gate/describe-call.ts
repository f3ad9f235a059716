import { type EngineCall, engineCalls, unknownCall } from '../../policy/engine-calls.ts';
import type { Classification, Risk } from '../types.ts';
import type { DatabaseUrls } from './database-urls.ts';

/** One request of Prisma to its engine, or one job of the command form. */
export interface EngineRequest {
  readonly method: string;
  readonly params: unknown;
}

/** Whether a request may pass while it still arrives: no parameter can make it more than a read. */
export function isHarmless(method: string): boolean {
  const call = callOf(method);
  return call.risk === 'none' && call.shadow === undefined;
}

/** What the request would do, and to which of the two databases. Pure. */
export function classifyCall({ method, params }: EngineRequest, urls: DatabaseUrls): Classification {
  const call = callOf(method);
  const raised = call.raisedBy && isSet(params, call.raisedBy.parameter) ? call.raisedBy : call;
  const wipes = call.shadow !== undefined && urls.shadow !== undefined && replays(call, params);
  const { risk, effect, sql, whereProtected } = raised;
  const base = {
    rule: `engine:${method}`,
    instead: call.instead ?? [],
    ...(sql && { sql }),
    ...(whereProtected && { whereProtected }),
  };
  if (!wipes) return { ...base, risk, effect, reach: risk === 'none' ? 'nothing' : 'main' };
  const both = risk !== 'none';
  return {
    ...base,
    risk: both ? risk : (call.shadow as Risk),
    effect: `${effect} Empties the shadow database first.`,
    reach: both ? 'main' : 'shadow',
  };
}

/** Whether the shadow database is among what the request reaches. */
export function reachesShadow({ method, params }: EngineRequest): boolean {
  const call = callOf(method);
  return call.shadow !== undefined && replays(call, params);
}

function callOf(method: string): EngineCall {
  return Object.hasOwn(engineCalls, method) ? (engineCalls[method] ?? unknownCall) : unknownCall;
}

function replays(call: EngineCall, params: unknown): boolean {
  if (call.replaysOnlyWith === undefined) return true;
  if (call.replaysOnlyWith !== 'migrations') return isSet(params, call.replaysOnlyWith);
  const { from, to } = (params ?? {}) as { from?: { tag?: unknown }; to?: { tag?: unknown } };
  return from?.tag === 'migrations' || to?.tag === 'migrations';
}

/** Anything but an absent, false or empty value: the engine is asked no favours in how it reads a flag. */
function isSet(params: unknown, name: string): boolean {
  const value = (params as Record<string, unknown> | null | undefined)?.[name];
  return value !== undefined && value !== null && value !== false;
}
