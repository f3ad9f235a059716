import path from 'node:path';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';

/** Lets the package manager bring what is installed in line with the files. What it prints goes to stderr. */
export function install(host: Host, root: string, command: readonly string[]): void {
  const [program = '', ...words] = command;
  const { status, error } = host.childProcess().spawnSync(program, words, {
    cwd: root,
    env: { ...host.env },
    stdio: ['ignore', 2, 2],
    shell: host.platform === 'win32',
  });
  if (status === 0) return;
  const why = error ? `it cannot be started (${(error as NodeJS.ErrnoException).code})` : `it ended with ${status}`;
  throw new InterlockError('setup-failed', {
    what: 'The package manager failed, so the files were put back.',
    why: `\`${[program, ...words].join(' ')}\`: ${why}.`,
    next: ['Mend what it says above, then try again.'],
  });
}

/** Whether our own package is there for what lies in that folder. */
export function isInstalled(host: Host, folder: string): boolean {
  const lookup = host.module().createRequire(path.join(folder, 'noop.js'));
  try {
    lookup.resolve('prisma-interlock/package.json');
    return true;
  } catch {
    return host.fs.existsSync(path.join(folder, '.pnp.cjs'));
  }
}
