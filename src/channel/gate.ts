import path from 'node:path';
import type { Host } from '../host.ts';
import type { Classification, RealCli } from '../types.ts';
import { isProbe } from './own-program.ts';
import { engineVariable, gateVariables } from './variables.ts';

/** Whether that CLI asks a schema engine, before which the gate can stand. 8 has none. */
export function hasEngine(cli: RealCli): boolean {
  return cli.major === 5 || cli.major === 6 || cli.major === 7;
}

/** What merely prints or writes files starts no engine; `prisma version` tells where its engine is, and tells it as it is. */
export function mayAskEngine(cli: RealCli, { reach, rule }: Classification): boolean {
  return hasEngine(cli) && reach !== 'files' && rule !== 'help-or-version';
}

/** What Prisma is to start. Windows knows no shell scripts. `home`: our package, by whatever path. */
export function gateProgram(host: Host, home = host.packageFolder): string {
  return path.join(home, 'bin', host.platform === 'win32' ? 'schema-engine.cjs' : 'schema-engine');
}

/**
 * The variables that put the gate before the engine of a CLI; none for one that has no engine, and none where the shim's own
 * question goes on. `redirected`: a preload in that CLI starts the gate. On Windows, where Prisma could not start a script as its
 * engine, there are none without it.
 */
export function variablesFor(
  host: Host,
  cli: RealCli,
  redirected = false,
): Readonly<Record<string, string | undefined>> {
  const isAsked = isProbe(host, host.env[engineVariable] ?? '');
  if (!hasEngine(cli) || isAsked || (host.platform === 'win32' && !redirected)) return {};
  return gateVariables(host, cli.path, gateProgram(host));
}
