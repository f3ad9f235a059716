import { confirmVariable } from '../confirm/variable.ts';
import type { Host } from '../host.ts';
import type { Smoke } from '../policy/policy.ts';
import { plain } from '../secrets/clean.ts';
import { quoteArgv } from '../secrets/quote.ts';

/** So much of what it prints is kept, in characters. */
const kept = 4000;

/**
 * Runs it with the environment of the line, without the answer that was given to that. Gives why it failed, without a full stop;
 * undefined where it did not. Its group is ended with it.
 */
export async function runSmoke(host: Host, { run, folder, timeoutSeconds }: Smoke): Promise<string | undefined> {
  const [file = '', ...args] = typeof run === 'string' ? [run] : run;
  const name = typeof run === 'string' ? plain(run) : quoteArgv(run);
  const { [confirmVariable]: _, ...env } = host.env;
  const child = host.childProcess().spawn(file, args, {
    cwd: folder,
    env,
    shell: typeof run === 'string',
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: host.platform !== 'win32',
    windowsHide: true,
  });
  const end = () => child.pid !== undefined && host.killGroup(child.pid);
  const stop = host.onSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], (signal) => {
    end();
    host.dieOf(signal);
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-kept);
    });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    end();
  }, timeoutSeconds * 1000);
  try {
    const ending = await new Promise<string>((resolve) => {
      child.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name));
      child.once('exit', end);
      child.once('close', (code, signal) => resolve(code === 0 ? '' : (signal ?? `exit code ${code}`)));
    });
    if (isLate) return `the smoke command ${name} took over ${timeoutSeconds} s and was ended`;
    if (ending === '') return undefined;
    const last = plain(said.trim().split('\n').slice(-6).join(' '));
    return `the smoke command ${name} failed (${ending})${last && `: ${last}`}`;
  } finally {
    clearTimeout(timer);
    stop();
  }
}
