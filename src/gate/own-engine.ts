import path from 'node:path';
import { isGate } from '../channel/own-program.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { isProgram } from '../project/is-program.ts';

/** The engine that stands behind the gate, where that is known already. Throws `cli-unusable`. */
export function ownEngine(host: Host): string | undefined {
  const named = host.env.PRISMA_INTERLOCK_ENGINE;
  return named ? needEngine(host, path.resolve(host.env.PRISMA_INTERLOCK_CWD ?? host.cwd, named)) : undefined;
}

/** Throws `cli-unusable`: also where it is our own gate, in this or another copy. */
export function needEngine(host: Host, file: string): string {
  const why = problemWith(host, file);
  if (why === undefined) return file;
  throw new InterlockError('cli-unusable', { why });
}

function problemWith(host: Host, file: string): string | undefined {
  if (!host.fs.existsSync(file)) return `The schema engine ${file} is not there.`;
  if (!isProgram(host, file)) return `The schema engine ${file} is not a program that may be started.`;
  if (!isGate(host, file)) return undefined;
  return 'The schema engine that is named is the gate of prisma-interlock itself.';
}

/** What src/channel/variables.ts adds undone: the user's own engine sees the environment as it would be without us. */
export function withoutGate(env: Host['env']): NodeJS.ProcessEnv {
  const {
    PRISMA_INTERLOCK_BESIDE,
    PRISMA_INTERLOCK_ENGINE,
    PRISMA_INTERLOCK_LINE,
    PRISMA_INTERLOCK_START,
    PRISMA_INTERLOCK_TERMINAL,
    ...rest
  } = env;
  const { PRISMA_SCHEMA_ENGINE_BINARY: _, ...without } = rest;
  return PRISMA_INTERLOCK_ENGINE ? { ...without, PRISMA_SCHEMA_ENGINE_BINARY: PRISMA_INTERLOCK_ENGINE } : without;
}
