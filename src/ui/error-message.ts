import { errors } from '../errors/codes.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import { kindOf } from '../errors/kind.ts';
import type { Message } from './message.ts';

/** Whatever was thrown, as a message that carries its exit code. `started`: whether Prisma had been. */
export function toMessage(error: unknown, version: string, started = false): Message & { readonly exit: number } {
  return error instanceof InterlockError ? errorMessage(error) : crashMessage(error, version, started);
}

export function errorMessage(error: InterlockError): Message & { readonly exit: number } {
  return {
    code: error.code,
    level: 'error',
    what: error.message,
    exit: error.exitCode,
    because: [error.why, ...error.details],
    next: { title: 'What to do', steps: error.next },
    state: error.state,
  };
}

/**
 * Our own bug. Of the error only its kind and where it arose are told: its text may hold a URL, and a URL
 * a password.
 */
export function crashMessage(error: unknown, version: string, started = false): Message & { readonly exit: number } {
  return {
    code: 'internal',
    level: 'error',
    what: started ? 'prisma-interlock itself failed after it had started Prisma.' : errors.internal.what,
    exit: errors.internal.exit,
    facts: [['version', version]],
    because: [kindOf(error), ...framesOf(error)],
    next: { title: 'What to do', steps: errors.internal.next },
    state: started ? 'Prisma was started. Its own output tells what it did.' : errors.internal.state,
  };
}

/** The first frames, without folders: `at run (shim.cjs:10:3)`. */
function framesOf(error: unknown): string[] {
  if (!(error instanceof Error) || !error.stack) return [];
  const told = error.stack.indexOf(error.message);
  return error.stack
    .slice(told === -1 ? 0 : told + error.message.length)
    .slice(0, 20_000)
    .split('\n')
    .map((line) => /^ {4}at (?:(?:async )?([\w.<>[\] #]{1,60}) )?\(?[^()]*?([\w.-]{1,60}:\d+:\d+)\)?$/.exec(line))
    .filter((match) => match !== null)
    .slice(0, 4)
    .map(([, name, place]) => (name ? `at ${name} (${place})` : `at ${place}`));
}
