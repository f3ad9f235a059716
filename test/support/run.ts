import { spawn } from 'node:child_process';

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Written to stdin, which is then closed. Without it stdin is closed at once. */
  readonly input?: string;
  /** Default 60,000. A program that takes longer is killed, and the run throws with what it printed. */
  readonly timeoutMs?: number;
}

/** Runs a program without a terminal. A failing exit code is a result, not an error. */
export function run(file: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const timeoutMs = options.timeoutMs ?? 60_000;
  return new Promise((resolve, reject) => {
    // A session of its own: whoever runs the tests, an agent perhaps, is not who runs the program.
    const child = spawn(file, args, { cwd: options.cwd, env: { ...options.env }, stdio: 'pipe', detached: true });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    // A program may end before it has read its input.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (exitCode, signal) => {
      clearTimeout(timer);
      const stdout = Buffer.concat(out).toString('utf8');
      const stderr = Buffer.concat(err).toString('utf8');
      if (late) {
        reject(new Error(`${file} ${args.join(' ')} took over ${timeoutMs} ms\n${stdout}\n${stderr}`));
      } else {
        resolve({ stdout, stderr, exitCode: exitCode ?? undefined, signal: signal ?? undefined });
      }
    });
  });
}
