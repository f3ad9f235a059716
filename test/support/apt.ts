import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { programOnPath } from './program-on-path.ts';

const options = { timeout: 600_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, maxBuffer: 1 << 26 };
/** Another worker, or somebody else, may be installing: that is waited for. */
const patience = { tries: 150, pauseMs: 2000 };

/** Installs packages of Debian or Ubuntu where that is ours to do. False where there is no apt-get, or this is not root. */
export async function aptInstall(packages: readonly string[]): Promise<boolean> {
  const apt = programOnPath('apt-get');
  if (apt === undefined || process.getuid?.() !== 0) return false;
  await whenFree(() => promisify(execFile)(apt, ['update'], options));
  await whenFree(() => promisify(execFile)(apt, ['install', '--yes', '--no-install-recommends', ...packages], options));
  return true;
}

async function whenFree(run: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await run();
      return;
    } catch (error) {
      const isLocked = /Could not get lock|Unable to (?:acquire|lock)/.test((error as Error).message);
      if (!isLocked || tries === patience.tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, patience.pauseMs));
    }
  }
}
