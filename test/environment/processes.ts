import { createHost, type Host } from '../../src/host.ts';

/** A process as `/proc` shows it. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name?: string;
  /** Default: one session for all, whose first is the process 10. */
  readonly session?: number;
  /** `secret`: another user's. */
  readonly env?: Readonly<Record<string, string>> | 'secret';
}

/** A host on Linux that is the process 50, and comes from these; nothing of the machine that tests run on. */
export function hostFrom(processes: readonly Process[], env: Host['env'] = {}): Host {
  const real = createHost();
  const readFileSync = (file: string) => {
    const [, pid, what] = /^\/proc\/(\d+)\/(stat|environ)$/.exec(file) ?? [];
    const found = processes.find((each) => String(each.pid) === pid);
    if (found === undefined || (what === 'environ' && found.env === 'secret')) throw new Error('no such file');
    if (what === 'stat') {
      return `${found.pid} (${found.name ?? 'bash'}) S ${found.parent} ${found.pid} ${found.session ?? 10} 34816 0 0`;
    }
    return Object.entries(found.env ?? {})
      .map(([name, value]) => `${name}=${value}\0`)
      .join('');
  };
  const fs = { ...real.fs, readFileSync, existsSync: () => false } as unknown as typeof real.fs;
  const parentPid = processes.find(({ pid }) => pid === 50)?.parent ?? 0;
  return { ...real, env, fs, platform: 'linux', pid: 50, parentPid, isTerminal: () => true };
}
