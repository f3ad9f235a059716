import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import { scrub } from '../../secrets/scrub.ts';
import { type GroupCall, keptOfOutput, lastLines, runGroup } from './run-group.ts';
import { childEnvironment } from './run-tool.ts';

export interface ProgramCall {
  /** Absolute path, then its arguments. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** An open descriptor, else there is nothing to read. */
  readonly stdin?: number | undefined;
  /** An open descriptor, else what it prints is given back. */
  readonly stdout?: number | 'ignore' | undefined;
  /** Whom it runs as, where we may choose that. */
  readonly owner?: { readonly uid?: number; readonly gid?: number } | undefined;
  readonly timeoutSeconds: number;
  readonly secrets: readonly string[];
}

/**
 * Runs a program of the policy to its end, and ends whatever it leaves running: a process that still writes is not done.
 * Throws an `Error` that says how it failed, without secrets; `tool-missing` where it cannot be started.
 */
export async function runProgram(host: Host, call: ProgramCall): Promise<string> {
  const [file = '', ...args] = call.words;
  let said = '';
  let printed = '';
  const options: GroupCall['options'] = {
    cwd: host.temporaryFolder(),
    env: { ...childEnvironment(host), ...call.env },
    stdio: [call.stdin ?? 'ignore', call.stdout ?? 'pipe', 'pipe'],
    ...call.owner,
  };
  try {
    const { ending, isLate } = await runGroup(
      host,
      { file, args, options, timeoutSeconds: call.timeoutSeconds },
      (from, text) => {
        if (from === 'stdout') printed += text;
        else said = (said + text).slice(-keptOfOutput);
      },
    );
    if (isLate) throw new Error(`${file} took over ${call.timeoutSeconds} s and was ended`);
    if (ending === '') return printed;
    const last = lastLines(said || printed);
    throw new Error(scrub(`${file} failed (${ending})${last && `: ${last}`}`, call.secrets));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new InterlockError('tool-missing', {
      why: `${file}, which the policy names under "backup.engine", cannot be started (${code}).`,
      next: ['Install it, or correct its path in the policy.'],
      cause: error,
    });
  }
}
