/**
 * What our own processes tell one another in the environment. None of these lifts a verdict: whoever sets one by hand gets
 * a question more, or another engine program, which is theirs to choose anyway.
 */
import path from 'node:path';
import type { Host } from '../host.ts';
import { installedEngine } from '../project/installed-engine.ts';
import { redactArgv } from '../secrets/redact.ts';
import { isGate } from './own-program.ts';

export const engineVariable = 'PRISMA_SCHEMA_ENGINE_BINARY';
/** The older name of the same; Prisma warns where both are set. */
const olderVariable = 'PRISMA_MIGRATION_ENGINE_BINARY';

type Variables = Record<string, string | undefined>;

/**
 * What a process of the Prisma CLI needs so that it starts the gate in place of its schema engine. A variable with the value
 * undefined is to be removed. `cli`: the CLI's entry file. `gate`: absolute path of bin/schema-engine.
 */
export function gateVariables(host: Host, cli: string | undefined, gate: string): Variables {
  const own = host.env[engineVariable] || host.env[olderVariable];
  // Behind a gate, also that of another copy of this package, the engine is named already.
  const isGated = own === gate || isGate(host, own ?? '');
  return {
    [engineVariable]: own !== undefined && isGated ? own : gate,
    [olderVariable]: undefined,
    PRISMA_INTERLOCK_ENGINE: isGated ? inheritedEngine(host, cli) : engineBehind(host, cli, own),
    PRISMA_INTERLOCK_NODE: host.node,
    PRISMA_INTERLOCK_CLI: cli,
    PRISMA_INTERLOCK_CWD: host.cwd,
    PRISMA_INTERLOCK_TERMINAL: host.isTerminal(0) && host.isTerminal(2) ? '1' : '0',
    PRISMA_INTERLOCK_LINE: JSON.stringify(redactArgv(host.argv.slice(0, 100).map((word) => word.slice(0, 500)))),
  };
}

/** The user's own, else the one that is installed with the CLI; undefined where the gate has to look closer. */
function engineBehind(host: Host, cli: string | undefined, own: string | undefined): string | undefined {
  if (own) return path.resolve(host.cwd, own);
  return cli && installedEngine(host, cli);
}

/** Of the CLI that started this one, unless that is merely the one installed with it: another CLI has its own. */
function inheritedEngine(host: Host, cli: string | undefined): string | undefined {
  const { PRISMA_INTERLOCK_ENGINE: inherited, PRISMA_INTERLOCK_CLI: outer } = host.env;
  const isOfOuter = outer && outer !== cli && inherited === installedEngine(host, outer);
  return isOfOuter ? engineBehind(host, cli, undefined) : inherited;
}
