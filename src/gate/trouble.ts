/** Answers of the engine by which the folder of migrations and the database do not go together. */
import path from 'node:path';
import type { Trouble } from '../channel/descriptor.ts';
import type { Host } from '../host.ts';
import type { EngineRequest } from './describe-call.ts';
import { migrationNames } from './pending-sql.ts';

/** Whether such an answer may come to it. */
export function isTroubled(method: string): boolean {
  return method === 'devDiagnostic' || method === 'applyMigrations';
}

/** Undefined where all is well. Never throws. */
export function troubleIn(host: Host, { params }: EngineRequest, result: unknown, error: unknown): Trouble | undefined {
  const { tag, reason } = (result as { action?: { tag?: unknown; reason?: unknown } } | null)?.action ?? {};
  const isReset = tag === 'reset';
  if (!isReset && (error === undefined || error === null)) return undefined;
  const { error_code: code, message } = (error as { data?: Fault } | null)?.data ?? {};
  const said = isReset ? reason : message;
  const text = typeof said === 'string' ? said : '';
  return { code: isReset ? 'reset' : typeof code === 'string' ? code : 'failed', text, ...placeOf(host, params) };
}

interface Fault {
  readonly error_code?: unknown;
  readonly message?: unknown;
}

function placeOf(host: Host, params: unknown): Pick<Trouble, 'folder' | 'names'> {
  const { folder = 'prisma/migrations', names } = migrationNames(host, (params ?? {}) as object);
  return { folder: path.resolve(host.cwd, folder), names };
}
