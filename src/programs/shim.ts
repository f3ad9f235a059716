/** The `prisma` that stands before the real one. */
import { signCanary } from '../channel/canary.ts';
import { runHere, runsHere } from '../handoff/run-here.ts';
import { createHost, type Host } from '../host.ts';
import { failWith, guardLine } from '../pipeline/guard.ts';
import { locate } from '../project/locate.ts';
import type { Program, RealCli } from '../types.ts';

/** Ends the process, or has become the real CLI when it returns. Where anything fails here, the real CLI is not started. */
export async function run(program: Program, host: Host = createHost()): Promise<void> {
  let cli: RealCli;
  let judged: Promise<never> | undefined;
  signCanary(host, 'shim');
  try {
    cli = locate(host, program);
    judged = guardLine(host, cli, program);
  } catch (error) {
    return failWith(host, error);
  }
  if (judged) return judged;
  if (runsHere(cli)) return runHere(host, cli);
  const { runApart } = await import('../handoff/run-child.ts');
  return runApart(host, cli);
}
