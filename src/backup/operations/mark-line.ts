/** Has restores wait for a guarded line, from its backup until its process is gone. */
import type { Host } from '../../host.ts';
import type { Policy } from '../../policy/policy.ts';
import { quoteArgv } from '../../secrets/quote.ts';
import { redactArgv } from '../../secrets/redact.ts';
import type { Invocation, Target } from '../../types.ts';
import { withLock } from '../repository/lock.ts';
import { locksHomeOf } from '../repository/place.ts';
import { markRun } from '../repository/runs.ts';
import { backupFault } from './faults.ts';

export interface LineMark {
  /** To be called with the target's lock held. */
  under(): Promise<void>;
  /** The same where no backup is made, and so nobody holds it. Throws `locked`. */
  alone(): Promise<void>;
}

export function lineMark(
  host: Host,
  { program, argv }: Invocation,
  { backup: { repository, lockTimeoutMs: timeoutMs } }: Policy,
  { identity, url }: Target,
): LineMark {
  const what = quoteArgv(redactArgv([program, ...argv], [url]), 100);
  const under = () => markRun(host, { repository, identity }, what);
  return {
    under,
    async alone() {
      // Where no backup was ever made nothing can be restored.
      if (!host.fs.existsSync(locksHomeOf(repository))) return;
      const lock = { repository, identity, what, writes: '', timeoutMs };
      await withLock(host, lock, under).catch((error) => Promise.reject(backupFault(error, repository)));
    },
  };
}
