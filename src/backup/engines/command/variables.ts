import { passwordsIn } from '../../../secrets/redact.ts';
import type { Target } from '../../../types.ts';

/** Parameters of a URL that libpq knows as well; it refuses all others, such as Prisma's `schema`. */
const common = ['host', 'port', 'sslmode', 'sslrootcert', 'connect_timeout'];

/** What a program of the policy finds in its environment. `payload`: a file, or a folder where `output` says so. */
export function variablesFor(target: Target, payload: string): Record<string, string> {
  const { provider, database } = target.identity;
  return {
    PRISMA_INTERLOCK_URL: plainUrl(target),
    PRISMA_INTERLOCK_PROVIDER: provider,
    PRISMA_INTERLOCK_DATABASE: database,
    PRISMA_INTERLOCK_PAYLOAD: payload,
  };
}

/** Every spelling in which the programs could print the password. */
export function secretsOf(target: Target): string[] {
  const texts = [target.url.reveal(), plainUrl(target)];
  if (target.identity.provider === 'sqlite') return [];
  return [...texts, new URL(target.url.reveal()).password, ...passwordsIn(target.url.reveal())];
}

function plainUrl(target: Target): string {
  if (target.identity.provider === 'sqlite') return `file:${target.identity.database}`;
  const url = new URL(target.url.reveal());
  for (const name of [...url.searchParams.keys()]) if (!common.includes(name)) url.searchParams.delete(name);
  return url.href;
}
