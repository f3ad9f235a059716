/** The real CLI started past the shim, with nothing of ours but the gate in its engine's place. */
import { join } from 'node:path';
import { type Place, place } from '../e2e/databases.ts';
import type { Major, ProjectOptions, ProviderName } from '../support/project.ts';
import { openTerminal, type Terminal } from '../support/pty.ts';
import { type Ran, run } from '../support/run.ts';

export interface Gated extends Place {
  bare(argv: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>;
  bareAtTerminal(argv: readonly string[], env?: Readonly<Record<string, string>>): Terminal;
  readonly gate: string;
}

export async function gated(major: Major, provider: ProviderName, more: Partial<ProjectOptions> = {}): Promise<Gated> {
  return behindGate(await place(major, provider, more));
}

export function behindGate(at: Place): Gated {
  const gate = join(at.dir, 'node_modules', 'prisma-interlock', 'bin', 'schema-engine');
  const gateVariables = {
    PRISMA_INTERLOCK_ENGINE: at.env['PRISMA_SCHEMA_ENGINE_BINARY'] ?? '',
    PRISMA_SCHEMA_ENGINE_BINARY: gate,
  };
  const env = (more = {}) => ({ ...at.env, ...gateVariables, ...more });
  return {
    ...at,
    gate,
    bare: (argv, more) => run(at.node, [at.cli, ...argv], { cwd: at.dir, env: env(more) }),
    bareAtTerminal: (argv, more) =>
      openTerminal(at.node, [at.cli, ...argv], { cwd: at.dir, env: env(more), cols: 160 }),
  };
}
