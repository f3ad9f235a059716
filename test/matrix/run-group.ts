import { spawn } from 'node:child_process';
import type { Ran, RunOptions } from '../support/run.ts';

export interface GroupOptions extends RunOptions {
  /** Called with each piece of stdout. What it gives is written to stdin; `end` closes it. */
  readonly converse?: (output: string) => string | 'end' | undefined;
  /** Once this has appeared on stdout or stderr, everything is ended. */
  readonly until?: RegExp;
}

/**
 * Runs a command line with all that it starts, as a group of processes: whatever of it is still there at the end, or when
 * the time is over, goes with it. Running out of time is a result, with the signal SIGKILL.
 */
export function runGroup([file = '', ...args]: readonly string[], options: GroupOptions): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: options.cwd, env: { ...options.env }, stdio: 'pipe', detached: true });
    let stdout = '';
    let stderr = '';
    const end = () => killGroup(child.pid);
    const timer = setTimeout(end, options.timeoutMs ?? 60_000);
    const watch = () => options.until?.test(stdout + stderr) && end();
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const reply = options.converse?.(stdout);
      if (reply === 'end') child.stdin.end();
      else if (reply !== undefined) child.stdin.write(reply);
      watch();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      watch();
    });
    // A program may end before it has read its input.
    child.stdin.on('error', () => {});
    if (options.input !== undefined) child.stdin.write(options.input);
    if (options.converse === undefined) child.stdin.end();
    child.on('error', reject);
    child.on('exit', (exitCode, signal) => {
      clearTimeout(timer);
      // What holds its output open would hold us as well.
      end();
      child.on('close', () =>
        resolve({ stdout, stderr, exitCode: exitCode ?? undefined, signal: signal ?? undefined }),
      );
    });
  });
}

function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nobody of it is left.
  }
}
