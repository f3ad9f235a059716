import type { Host } from '../../host.ts';

export interface GroupCall {
  readonly file: string;
  readonly args: readonly string[];
  readonly options: Pick<
    NonNullable<Parameters<ReturnType<Host['childProcess']>['spawn']>[2]>,
    'cwd' | 'env' | 'stdio' | 'shell' | 'uid' | 'gid'
  >;
  readonly timeoutSeconds: number;
}

export interface GroupEnd {
  /** Empty where it ended well, else `exit code 2` or the name of a signal. */
  readonly ending: string;
  /** It took longer than it may, and was ended. */
  readonly isLate: boolean;
}

/** Of what a program says, so many characters are enough to tell why it failed. */
export const keptOfOutput = 4000;

/**
 * Runs a program in a group of its own, and ends with it whatever it leaves running: at its end, at a signal to us, and when it
 * takes too long. Rejects with what spawn says where it cannot be started.
 */
export async function runGroup(
  host: Host,
  { file, args, options, timeoutSeconds }: GroupCall,
  hear: (from: 'stdout' | 'stderr', text: string) => void,
): Promise<GroupEnd> {
  const child = host.childProcess().spawn(file, args, {
    ...options,
    detached: host.platform !== 'win32',
    windowsHide: true,
  });
  const end = () => child.pid !== undefined && host.killGroup(child.pid);
  const stop = host.onSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], (signal) => {
    end();
    host.dieOf(signal);
  });
  for (const from of ['stdout', 'stderr'] as const)
    child[from]?.on('data', (chunk: Buffer) => hear(from, chunk.toString()));
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    end();
  }, timeoutSeconds * 1000);
  try {
    const ending = await new Promise<string>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', end);
      child.once('close', (code, signal) => resolve(code === 0 ? '' : (signal ?? `exit code ${code}`)));
    });
    return { ending, isLate };
  } finally {
    clearTimeout(timer);
    stop();
  }
}

/** The last lines of what it said, in one. */
export function lastLines(said: string): string {
  return said.trim().split('\n').slice(-6).join(' ');
}
