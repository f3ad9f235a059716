import { kindOf } from '../errors/kind.ts';
import type { Host } from '../host.ts';

/** What Prisma hears where judging itself has failed. `effects`: of the calls that were let through before. */
export async function faultText(host: Host, error: unknown, effects: readonly string[]): Promise<string> {
  return import('../pipeline/refuse-call.ts').then(
    ({ refuseFault }) => refuseFault(host, error, effects).text,
    // No file can be opened any more.
    () => `prisma-interlock itself failed (${kindOf(error)}), so this was not done.`,
  );
}
