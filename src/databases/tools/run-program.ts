import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import { scrub } from '../../secrets/scrub.ts';
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

const kept = 4000;

/**
 * Runs a program of the policy to its end, and ends whatever it leaves running: a process that still writes is not done.
 * Throws an `Error` that says how it failed, without secrets; `tool-missing` where it cannot be started.
 */
export async function runProgram(host: Host, call: ProgramCall): Promise<string> {
  const [file = '', ...args] = call.words;
  // A group of its own: what it starts in turn must not outlive a timeout.
  const child = host.childProcess().spawn(file, args, {
    cwd: host.temporaryFolder(),
    env: { ...childEnvironment(host), ...call.env },
    stdio: [call.stdin ?? 'ignore', call.stdout ?? 'pipe', 'pipe'],
    ...call.owner,
    detached: host.platform !== 'win32',
    windowsHide: true,
  });
  const end = () => child.pid !== undefined && host.killGroup(child.pid);
  const stop = host.onSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], (signal) => {
    end();
    host.dieOf(signal);
  });
  let said = '';
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  let isLate = false;
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-kept);
  });
  const timer = setTimeout(() => {
    isLate = true;
    end();
  }, call.timeoutSeconds * 1000);
  try {
    const ending = await new Promise<string>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', end);
      child.once('close', (code, signal) => resolve(code === 0 ? '' : (signal ?? `exit code ${code}`)));
    });
    if (isLate) throw new Error(`${file} took over ${call.timeoutSeconds} s and was ended`);
    if (ending === '') return printed;
    const last = (said || printed).trim().split('\n').slice(-6).join(' ');
    throw new Error(scrub(`${file} failed (${ending})${last && `: ${last}`}`, call.secrets));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new InterlockError('tool-missing', {
      why: `${file}, which the policy names under "backup.engine", cannot be started (${code}).`,
      next: ['Install it, or correct its path in the policy.'],
      cause: error,
    });
  } finally {
    clearTimeout(timer);
    stop();
  }
}
