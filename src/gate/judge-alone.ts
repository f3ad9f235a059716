/** The pipeline for the calls of a Prisma that no shim of ours has started. */
import type { DescribedCall } from '../channel/descriptor.ts';
import type { Host } from '../host.ts';
import { holdCall } from '../pipeline/hold-call.ts';
import { targetsOf } from '../pipeline/judge-call.ts';
import { refuseFault } from '../pipeline/refuse-call.ts';
import { newRun, type Run } from '../pipeline/run.ts';
import { seeOnce } from '../pipeline/see.ts';
import { findProjectRoot, loadPolicy } from '../policy/load.ts';
import { locate } from '../project/locate.ts';
import type { RealCli } from '../types.ts';
import type { EngineStart } from './engine-start.ts';
import type { Judge } from './judge.ts';
import { readCall } from './read-call.ts';
import { asTyped, atTerminal, inCliFolder } from './terminal-host.ts';

/** Whatever fails on the way refuses the call. */
export function judgeAlone(engineHost: Host, start: EngineStart): Judge {
  let run: Run | undefined;
  let last: DescribedCall | undefined;
  return {
    async hold(request, look, neighbours) {
      try {
        const host = asTyped(inCliFolder(engineHost));
        run ??= newRun(host, cliOf(host), await loadPolicy(host, findProjectRoot(host)), (step) =>
          atTerminal(host, step),
        );
        const line = { program: 'prisma', argv: lineOf(host) } as const;
        const isWaiting = () => host.isAlive(host.parentPid);
        const call = readCall(engineHost, start, request, neighbours);
        last = call;
        const see = seeOnce(host, targetsOf(host, call).main, look);
        return await holdCall(run, call, line, see, isWaiting);
      } catch (error) {
        return refuseFault(engineHost, error, run?.effects ?? []);
      }
    },
    async tell(trouble) {
      if (run === undefined || last === undefined) return;
      const { tellTrouble } = await import('../pipeline/tell-trouble.ts');
      const asked = { run, call: last, trouble, argv: lineOf(run.host) };
      await run.atTerminal((host) => tellTrouble(host, asked)).catch(() => {});
    },
    effects: () => run?.effects ?? [],
    end(outcome) {
      for (const entry of run?.entries ?? []) entry.end(outcome);
    },
  };
}

/** The line that was typed, as far as it is known. */
function lineOf(host: Host): string[] {
  try {
    const words: unknown = JSON.parse(host.env.PRISMA_INTERLOCK_LINE ?? '[]');
    return Array.isArray(words) ? words.map(String) : [];
  } catch {
    return [];
  }
}

function cliOf(host: Host): RealCli {
  try {
    return locate(host, 'prisma');
  } catch {
    return { path: host.env.PRISMA_INTERLOCK_CLI ?? '', version: '', major: undefined, module: 'commonjs' };
  }
}
